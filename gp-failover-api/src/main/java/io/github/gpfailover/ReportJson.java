package io.github.gpfailover;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.internal.Json;
import io.github.gpfailover.internal.JsonReader;
import io.github.gpfailover.step.Reason;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON form of a report: durations in milliseconds, times in ISO 8601. It keeps that form in one place. */
final class ReportJson {

    /** Grows when a name changes its meaning or goes; a new name changes nothing for readers of the old ones. */
    private static final int FORMAT = 2;

    private ReportJson() {}

    static String of(FailoverReport r) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("executionId", r.executionId());
        all.put("cluster", r.cluster());
        all.put("outcome", r.outcome());
        all.put("summary", r.summary());
        all.put("startedAt", r.startedAt());
        all.put("elapsedMillis", r.elapsed().toMillis());
        all.put("plan", r.plan().toString());
        all.put("steps", r.steps().stream().map(ReportJson::step).toList());
        all.put("masters", r.masters().stream().map(ReportJson::tenure).toList());
        all.put("finalState", r.finalState().summary());
        all.put("state", JsonReader.read(r.finalState().toJson()));
        all.put("returns", r.returns().stream().map(ReportJson::returned).toList());
        all.put("earlierRuns", r.earlierRuns().stream().map(ReportJson::earlier).toList());
        all.put("warnings", r.warnings());
        all.put("nextSteps", r.nextSteps());
        return Json.write(all);
    }

    private static Map<String, Object> step(StepReport s) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("number", s.number());
        all.put("step", s.step().name());
        all.put("settings", s.step().settings());
        all.put("outcome", s.outcome());
        all.put("statement", s.statement());
        all.put("reasons", s.reasons().stream().map(ReportJson::reason).toList());
        all.put("facts", s.facts());
        all.put("attempts", s.attempts());
        all.put("startedAt", s.startedAt());
        all.put("elapsedMillis", s.elapsed().toMillis());
        all.put("verdicts", s.verdicts().stream().map(ReportJson::verdict).toList());
        all.put("commands", s.commands().stream().map(ReportJson::command).toList());
        all.put("proofs", s.proofs().stream().map(ReportJson::evidence).toList());
        return all;
    }

    private static Map<String, Object> earlier(EarlierRun r) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("number", r.number());
        r.controller().ifPresent(c -> all.put("controller", c));
        all.put("begunAt", r.begunAt());
        all.put("lastEntryAt", r.lastEntryAt());
        r.outcome().ifPresent(o -> all.put("outcome", o));
        all.put("steps", r.steps().stream().map(ReportJson::earlier).toList());
        r.lastAct().ifPresent(a -> all.put("lastAct", a));
        all.put("inDoubt", r.inDoubt());
        return all;
    }

    private static Map<String, Object> earlier(EarlierStep s) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("number", s.number());
        all.put("step", s.step().name());
        s.outcome().ifPresent(o -> all.put("outcome", o));
        all.put("acts", s.acts());
        return all;
    }

    static Map<String, Object> reason(Reason r) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("code", r.code());
        all.put("text", r.text());
        return all;
    }

    private static Map<String, Object> verdict(GuardVerdict v) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("server", v.server());
        all.put("status", v.status());
        all.put("mayWrite", v.mayWrite());
        all.put(
                "evidence",
                v.liveness().evidence().stream().map(ReportJson::evidence).toList());
        all.put("sightings", v.sightings().stream().map(ReportJson::sighting).toList());
        v.fence().ifPresent(f -> {
            all.put("fenced", f.fenced());
            all.put("fence", f.statement());
            all.put(
                    "fenceEvidence",
                    f.evidence().stream().map(ReportJson::evidence).toList());
        });
        return all;
    }

    private static Map<String, Object> sighting(Sighting x) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("from", x.from());
        all.put("answer", x.answer());
        all.put("statement", x.statement());
        all.put("at", x.at());
        return all;
    }

    private static Map<String, Object> returned(MasterReturn r) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("oldMaster", r.oldMaster());
        r.oldTimeline().ifPresent(t -> all.put("oldTimeline", t));
        all.put("newMaster", r.newMaster());
        r.newTimeline().ifPresent(t -> all.put("newTimeline", t));
        all.put("seenAt", r.seenAt());
        all.put("fenced", r.fenced());
        all.put("statement", r.statement());
        all.put("commands", r.commands().stream().map(ReportJson::command).toList());
        return all;
    }

    private static Map<String, Object> command(CommandReport c) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("host", c.host());
        all.put("command", c.command());
        all.put("end", c.end());
        all.put("elapsedMillis", c.elapsed().toMillis());
        return all;
    }

    private static Map<String, Object> evidence(Evidence e) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("kind", e.kind());
        all.put("about", e.about());
        all.put("source", e.source());
        all.put("statement", e.statement());
        all.put("at", e.at());
        return all;
    }

    private static Map<String, Object> tenure(MasterTenure t) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("master", t.master());
        all.put("from", t.from());
        all.put("until", t.until());
        return all;
    }
}
