package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.inspect.EnvironmentOf;
import io.github.gpfailover.core.internal.inspect.EpochSecondOf;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.core.internal.inspect.SshFaultBetween;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.ReasonCodes;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.step.CheckEnvironment;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The handler of {@code checkEnvironment()}. It exists to find before a move that the standby's host is not set up as the master's is.
 */
final class CheckEnvironmentHandler implements StepHandler<CheckEnvironment> {

    private static final long SKEW_WORTH_A_WARNING = 60;

    @Override
    public boolean onlyLooks() {
        return true;
    }

    /** One question to hosts; what it throws is an objection like its answer, beside those of all others. */
    @FunctionalInterface
    private interface Question {
        Objections ask() throws InterruptedException;
    }

    @Override
    public Ruling decide(CheckEnvironment step, StepContext now) throws InterruptedException {
        InstanceLocation master = Guards.oldMaster(now);
        Map<InstanceLocation, HostEnvironment> found = new LinkedHashMap<>();
        List<Objections> all = new ArrayList<>();
        all.add(Objections.none().noting(unverified(now)));
        for (InstanceLocation place : places(now, master)) {
            all.add(asked(() -> {
                found.put(place, now.inspection().ask(new EnvironmentOf(place.host(), place)));
                return installed(place, found.get(place), Optional.ofNullable(found.get(master)), master, now);
            }));
        }
        Set<HostName> hosts = new LinkedHashSet<>();
        found.keySet().forEach(p -> hosts.add(p.host()));
        all.addAll(links(hosts, now));
        all.add(accept(
                ReasonCode.SETTINGS_DIFFER,
                VariableCheck.faults(found, now),
                "acceptDifferences",
                step.acceptDifferences()));
        for (HostName host : hosts) {
            all.add(asked(() -> Objections.none().noting(clock(host, now))));
        }
        all.add(Objections.none().noting(LoginCheck.of(found, now)));
        step.acceptShortDisk().ifPresent(now.notes()::shortDiskAccepted);
        all.add(asked(() -> accept(
                ReasonCode.DISK_TOO_SMALL,
                DiskCheck.faults(found, master, now),
                "acceptShortDisk",
                step.acceptShortDisk())));
        Objections together = all.stream().reduce(Objections.none(), Objections::and);
        if (together.any()) {
            // What alone may pass is asked again, whatever stands beside it: then the report is whole.
            boolean mayPass = all.stream().anyMatch(o -> o.any() && o.mayPass());
            return new Objections(together.reasons(), mayPass, together.findings()).refusal();
        }
        return Ruling.satisfied(hosts.size() + " hosts have the same version, what a move runs and needs there"
                        + (hosts.size() > 1 ? ", and ssh to each other" : ""))
                .noting(together.findings());
    }

    private static Objections asked(Question question) throws InterruptedException {
        try {
            return question.ask();
        } catch (GpFailoverException e) {
            return ReasonCodes.objections(e);
        }
    }

    private static Findings unverified(StepContext now) {
        boolean verified = now.state()
                .version()
                .filter(now.dialect()::directPromotionVerified)
                .isPresent();
        return Findings.warnings(
                verified
                        ? List.of()
                        : now.dialect().unverified().stream()
                                .map(u -> "not verified on this product: " + u)
                                .toList());
    }

    private static Set<InstanceLocation> places(StepContext now, InstanceLocation master) {
        Set<InstanceLocation> all = new LinkedHashSet<>();
        all.add(master);
        all.addAll(now.cluster().masterLocations());
        now.state().standby().map(CatalogRow::location).ifPresent(all::add);
        all.addAll(now.standbysAhead(master));
        return all;
    }

    private static Objections installed(
            InstanceLocation at,
            HostEnvironment e,
            Optional<HostEnvironment> master,
            InstanceLocation masterAt,
            StepContext now) {
        Dialect dialect = now.dialect();
        Optional<String> wanted = master.flatMap(HostEnvironment::version);
        List<Reason> reasons = new ArrayList<>();
        Findings same = Findings.none();
        if (e.version().isEmpty()) {
            reasons.add(Reason.of(
                    ReasonCode.PRODUCT_MISSING,
                    at.host() + ": 'postgres --gp-version' does not run with " + dialect.environmentScript()
                            + "; install the product there, or say .home(...) in the cluster's specification"));
        } else if (wanted.isPresent() && !e.version().equals(wanted)) {
            reasons.add(Reason.of(
                    ReasonCode.PRODUCT_VERSIONS_DIFFER,
                    at.host() + " has " + e.version().get() + ", but " + masterAt.host() + " has " + wanted.get()
                            + "; install the same version"));
        } else {
            same = now.proof(
                    Evidence.Kind.FILE,
                    at.host(),
                    "postgres --gp-version on " + at.host(),
                    e.version().get());
        }
        if (!e.parentThere()) {
            reasons.add(Reason.of(
                    ReasonCode.PARENT_DIRECTORY_MISSING,
                    at.host() + ": there is no directory " + at.dataDirectory().parent() + "; make it, owned by "
                            + now.cluster().adminUser()));
        }
        // Without the product each of its programs is missing too: said once is enough.
        if (e.version().isPresent() && !e.missingPrograms().isEmpty()) {
            reasons.add(Reason.of(
                    ReasonCode.PROGRAMS_MISSING,
                    at.host() + ": not on the path with " + dialect.environmentScript() + ": "
                            + String.join(", ", e.missingPrograms()) + "; install them there"));
        }
        return new Objections(reasons, false, same);
    }

    /** Each host to each other one: the direction back is the one that is needed after the move. */
    private static List<Objections> links(Set<HostName> hosts, StepContext now) throws InterruptedException {
        List<Objections> all = new ArrayList<>();
        for (HostName from : hosts) {
            for (HostName to : hosts) {
                if (!from.equals(to)) {
                    all.add(asked(() -> link(from, to, now)));
                }
            }
        }
        return all;
    }

    private static Objections link(HostName from, HostName to, StepContext now) throws InterruptedException {
        String source = "ssh " + to + " true on " + from;
        Optional<String> fault = now.inspection().ask(new SshFaultBetween(from, to));
        // An ssh server that has too many newcomers turns some away: that may pass.
        return fault.map(f -> Objections.passing(
                        ReasonCode.SSH_FAILS,
                        from + " gets no ssh to " + to + " without a password: " + f
                                + "; gpinitstandby and gpactivatestandby need it, gpssh-exkeys sets it up"))
                .orElseGet(() -> Objections.none()
                        .noting(now.proof(Evidence.Kind.TRANSPORT, to, source, "it ran a command for " + from)));
    }

    private static Objections accept(
            ReasonCode code, Noted<List<String>> learned, String setting, Optional<String> why) {
        List<String> faults = learned.answer();
        if (why.isPresent()) {
            return Objections.none()
                    .noting(learned.findings()
                            .and(Findings.warnings(faults.stream()
                                    .map(f -> "accepted (" + why.get() + "): " + f)
                                    .toList())));
        }
        List<Reason> reasons =
                new ArrayList<>(faults.stream().map(f -> Reason.of(code, f)).toList());
        if (!faults.isEmpty()) {
            reasons.add(Reason.of(
                    ReasonCode.ADVICE, "fix that first, or write checkEnvironment(e -> e." + setting + "(\"why\"))"));
        }
        return new Objections(reasons, false, learned.findings());
    }

    /** For whoever reads the hosts' logs side by side; nothing is decided by it (scenario 20). */
    private static Findings clock(HostName host, StepContext now) throws InterruptedException {
        long before = now.now().getEpochSecond();
        OptionalLong second = now.inspection().ask(new EpochSecondOf(host));
        long after = now.now().getEpochSecond();
        if (second.isEmpty()) {
            return Findings.fact("clock of " + host, "not told");
        }
        long off = offset(second.getAsLong(), before, after);
        Findings told =
                Findings.fact("clock of " + host, off == 0 ? "as the controller's" : ahead(off) + " the controller's");
        return Math.abs(off) < SKEW_WORTH_A_WARNING
                ? told
                : told.and(Findings.warning("the clock of " + host + " is " + ahead(off)
                        + " the controller's; nothing is decided by it, but times in logs and file"
                        + " names there differ"));
    }

    private static long offset(long told, long before, long after) {
        // All three are cut to whole seconds.
        if (told < before - 1) {
            return told - before;
        }
        return told > after + 1 ? told - after : 0;
    }

    private static String ahead(long seconds) {
        return Math.abs(seconds) + " s " + (seconds < 0 ? "behind" : "ahead of");
    }

    @Override
    public List<String> mayRefuse(CheckEnvironment step) {
        return List.of(
                "the hosts have different versions",
                "the product's script, a program or the data directory's parent is missing on a host",
                "a host gets no ssh to the other without a password",
                "a host's files set another data directory or port than its server has",
                "a full copy does not fit where a standby is to be made");
    }
}
