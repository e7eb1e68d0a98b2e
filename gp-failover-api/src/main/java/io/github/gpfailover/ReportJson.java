package io.github.gpfailover;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.internal.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Exists to keep the JSON of a report in one place: durations in milliseconds, times in ISO 8601. */
final class ReportJson {

    private ReportJson() {}

    static String of(FailoverReport r) {
        Map<String, Object> all = new LinkedHashMap<>();
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
        all.put("reasons", s.reasons());
        all.put("facts", s.facts());
        all.put("attempts", s.attempts());
        all.put("startedAt", s.startedAt());
        all.put("elapsedMillis", s.elapsed().toMillis());
        all.put("commands", s.commands().stream().map(ReportJson::command).toList());
        all.put("proofs", s.proofs().stream().map(ReportJson::evidence).toList());
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
