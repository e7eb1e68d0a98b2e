package io.github.gpfailover;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.step.AddStandby;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A report as text for people: the outcome first, then a picture of who was master when, then each step with its proof. It exists so that a
 * move can be read without a tool.
 */
final class ReportText {

    private static final int PICTURE_WIDTH = 60;

    private ReportText() {}

    static String of(FailoverReport r) {
        StringBuilder out = new StringBuilder();
        out.append(r.outcome()).append(": ").append(r.summary()).append('\n');
        out.append("  cluster ").append(r.cluster()).append(", execution ").append(r.executionId());
        out.append(", began ")
                .append(r.startedAt())
                .append(", took ")
                .append(seconds(r.elapsed()))
                .append("\n\n");
        picture(r, out);
        r.earlierRuns().forEach(e -> earlier(e, out));
        out.append(r.earlierRuns().isEmpty() ? "Steps\n" : "Steps of this run\n");
        r.steps().forEach(s -> step(s, out));
        out.append("\nNow: ").append(r.finalState().summary()).append('\n');
        r.returns().forEach(x -> returned(x, out));
        section("Warnings", r.warnings(), out);
        section("What to do next", r.nextSteps(), out);
        return out.toString();
    }

    private static void earlier(EarlierRun r, StringBuilder out) {
        out.append("Run ")
                .append(r.number())
                .append(" of this execution, by ")
                .append(r.controller().orElse("a controller that the journal does not name"))
                .append(": ")
                .append(r.outcome().map(Outcome::name).orElse("it died"))
                .append("\n  began ")
                .append(r.begunAt())
                .append(", wrote last ")
                .append(r.lastEntryAt())
                .append(", both by its own clock\n");
        for (EarlierStep s : r.steps()) {
            out.append(String.format(
                    Locale.ROOT,
                    "%4d  %-10s %s%n",
                    s.number(),
                    s.outcome().map(Outcome::name).orElse("CUT SHORT"),
                    s.step().name()));
            s.acts().forEach(a -> out.append("        announced ").append(a).append('\n'));
        }
        r.lastAct().ifPresent(a -> out.append("  last act: ").append(a).append('\n'));
        r.inDoubt().forEach(a -> out.append("  outcome not written: ").append(a).append('\n'));
        out.append('\n');
    }

    private static void step(StepReport s, StringBuilder out) {
        out.append(String.format(
                Locale.ROOT,
                "%4d  %-10s %-24s %9s  %s%n",
                s.number(),
                s.outcome(),
                s.step().name(),
                seconds(s.elapsed()),
                s.statement()));
        way(s.facts(), out);
        s.reasons().forEach(x -> out.append("        because: ").append(x).append('\n'));
        s.verdicts().forEach(v -> verdict(v, out));
        commands(s.commands(), out);
        s.proofs().stream()
                .map(Object::toString)
                .distinct()
                .forEach(e -> out.append("        proof: ").append(e).append('\n'));
    }

    /** The strategy by which a standby was made, the reason for it, and why no shorter one was taken. */
    private static void way(Map<String, String> facts, StringBuilder out) {
        if (!facts.containsKey("strategy") || !facts.containsKey("strategyReason")) {
            return;
        }
        out.append("        strategy: ")
                .append(facts.get("strategy"))
                .append(", since ")
                .append(facts.get("strategyReason"))
                .append('\n');
        for (AddStandby.Strategy other : AddStandby.Strategy.values()) {
            String against = facts.get("not" + other);
            if (against != null) {
                out.append("        not ")
                        .append(other)
                        .append(": ")
                        .append(against)
                        .append('\n');
            }
        }
    }

    private static void verdict(GuardVerdict v, StringBuilder out) {
        out.append("        who saw what of ")
                .append(v.server().host())
                .append(": ")
                .append(v)
                .append('\n');
        v.lines().forEach(l -> out.append("          - ").append(l).append('\n'));
    }

    private static void returned(MasterReturn r, StringBuilder out) {
        out.append("\nThe old master came back\n  ").append(r).append('\n');
        commands(r.commands(), out);
    }

    private static void commands(List<CommandReport> sent, StringBuilder out) {
        for (CommandReport c : sent) {
            out.append("        ran on ").append(c.host()).append(": ").append(c.command());
            out.append("  [")
                    .append(c.end())
                    .append(", ")
                    .append(seconds(c.elapsed()))
                    .append("]\n");
        }
    }

    private static void picture(FailoverReport r, StringBuilder out) {
        if (r.masters().isEmpty()) {
            out.append("Who was master: nobody was observed to be\n\n");
            return;
        }
        out.append("Who was master ('#' observed, one column = ")
                .append(seconds(r.elapsed().dividedBy(PICTURE_WIDTH)))
                .append(")\n");
        Set<HostName> hosts = new LinkedHashSet<>();
        r.masters().forEach(t -> hosts.add(t.master().host()));
        int widest = hosts.stream().mapToInt(h -> h.value().length()).max().orElse(0);
        for (HostName host : hosts) {
            char[] row = ".".repeat(PICTURE_WIDTH).toCharArray();
            for (MasterTenure t : r.masters()) {
                if (t.master().host().equals(host)) {
                    for (int i = column(r, t.from()); i <= column(r, t.until()); i++) {
                        row[i] = '#';
                    }
                }
            }
            out.append(String.format(Locale.ROOT, "  %-" + Math.max(1, widest) + "s  %s%n", host, new String(row)));
        }
        MasterTenure before = null;
        for (MasterTenure t : r.masters()) {
            if (before != null) {
                handover(before, t, out);
            }
            before = t;
        }
        out.append('\n');
    }

    private static void handover(MasterTenure before, MasterTenure after, StringBuilder out) {
        if (after.from().isBefore(before.until())) {
            out.append("  TWO MASTERS: ")
                    .append(before.master())
                    .append(" and ")
                    .append(after.master())
                    .append(" were observed together\n");
            return;
        }
        // Both ends are observations, so the true time without a master is shorter.
        out.append("  from ")
                .append(before.master().host())
                .append(" to ")
                .append(after.master().host())
                .append(": at most ")
                .append(seconds(Duration.between(before.until(), after.from())))
                .append(" without a master\n");
    }

    private static int column(FailoverReport r, Instant at) {
        long whole = Math.max(1, r.elapsed().toNanos());
        long part = Duration.between(r.startedAt(), at).toNanos();
        return (int) Math.max(0, Math.min(PICTURE_WIDTH - 1, part * PICTURE_WIDTH / whole));
    }

    private static void section(String title, List<String> lines, StringBuilder out) {
        if (!lines.isEmpty()) {
            out.append('\n').append(title).append('\n');
            lines.forEach(l -> out.append("  - ").append(l).append('\n'));
        }
    }

    private static String seconds(Duration d) {
        return String.format(Locale.ROOT, "%.2f s", d.toMillis() / 1000.0);
    }
}
