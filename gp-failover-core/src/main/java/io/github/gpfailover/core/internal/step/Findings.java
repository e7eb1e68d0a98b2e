package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.GuardVerdict;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.step.PlanStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings of a question, a decision, an act or a judgement, for the report. They are a value that is returned with the answer: nothing
 * is left in an object that others read, so the same question gives the same findings twice.
 *
 * @param proofs what it rests on
 * @param facts what was measured, by name
 * @param warnings what should be known although it went well
 * @param verdicts what is known of servers that must not write, one for each server
 * @param remarks what a utility or a fence said, for the reasons of a step that does not succeed
 * @param settledBy the kind of step whose good end settles a warning, by the warning; the report of a plan that came so far lacks it
 * @param unknown the servers of which it is not known what a refusal rests on; when the step's time comes, it may be known
 */
public record Findings(
        List<Evidence> proofs,
        Map<String, String> facts,
        List<String> warnings,
        List<GuardVerdict> verdicts,
        List<String> remarks,
        Map<String, Class<? extends PlanStep>> settledBy,
        List<InstanceLocation> unknown) {

    private static final Findings NONE =
            new Findings(List.of(), Map.of(), List.of(), List.of(), List.of(), Map.of(), List.of());

    /** Copies the parts; facts stay in their order. */
    public Findings {
        proofs = List.copyOf(proofs);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        warnings = List.copyOf(warnings);
        verdicts = List.copyOf(verdicts);
        remarks = List.copyOf(remarks);
        settledBy = Map.copyOf(settledBy);
        unknown = List.copyOf(unknown);
    }

    /** Nothing was found. */
    public static Findings none() {
        return NONE;
    }

    /** What something rests on. */
    public static Findings proofs(List<Evidence> evidence) {
        return new Findings(evidence, Map.of(), List.of(), List.of(), List.of(), Map.of(), List.of());
    }

    /** What was measured. */
    public static Findings fact(String name, Object value) {
        return facts(Map.of(name, value.toString()));
    }

    /** What was measured, by name. */
    public static Findings facts(Map<String, String> facts) {
        return new Findings(List.of(), facts, List.of(), List.of(), List.of(), Map.of(), List.of());
    }

    /** What should be known although it went well. */
    public static Findings warning(String warning) {
        return warnings(List.of(warning));
    }

    /** The same for several. */
    public static Findings warnings(List<String> warnings) {
        return new Findings(List.of(), Map.of(), warnings, List.of(), List.of(), Map.of(), List.of());
    }

    /** What should be known unless a step of that kind, this one or a later one, ends well. */
    public static Findings warningUntil(String warning, Class<? extends PlanStep> settles) {
        return new Findings(
                List.of(), Map.of(), List.of(warning), List.of(), List.of(), Map.of(warning, settles), List.of());
    }

    /** What is known of a server that must not write. */
    public static Findings verdict(GuardVerdict verdict) {
        return new Findings(List.of(), Map.of(), List.of(), List.of(verdict), List.of(), Map.of(), List.of());
    }

    /** What a utility or a fence said. */
    public static Findings remark(String said) {
        return remarks(List.of(said));
    }

    /** The same for several. */
    public static Findings remarks(List<String> said) {
        return new Findings(List.of(), Map.of(), List.of(), List.of(), said, Map.of(), List.of());
    }

    /** A server that a refusal rests on not knowing. */
    public static Findings unknown(InstanceLocation server) {
        return new Findings(List.of(), Map.of(), List.of(), List.of(), List.of(), Map.of(), List.of(server));
    }

    /** All of them, the first first. */
    public static Findings all(Collection<Findings> parts) {
        return parts.stream().reduce(none(), Findings::and);
    }

    /** These, and behind them those of later: a later fact of the same name counts, and a later verdict on the same server. */
    public Findings and(Findings later) {
        if (later.equals(NONE)) {
            return this;
        }
        Map<String, String> named = new LinkedHashMap<>(facts);
        named.putAll(later.facts);
        Map<InstanceLocation, GuardVerdict> judged = new LinkedHashMap<>();
        verdicts.forEach(v -> judged.put(v.server(), v));
        later.verdicts.forEach(v -> judged.put(v.server(), v));
        Map<String, Class<? extends PlanStep>> settled = new HashMap<>(settledBy);
        settled.putAll(later.settledBy);
        return new Findings(
                joined(proofs, later.proofs),
                named,
                joined(warnings, later.warnings),
                List.copyOf(judged.values()),
                joined(remarks, later.remarks),
                settled,
                joined(unknown, later.unknown));
    }

    /** These, and behind them those of earlier, as a report has them: of two facts of the same name the one here counts. */
    public Findings over(Findings earlier) {
        Map<String, String> named = new LinkedHashMap<>(facts);
        earlier.facts.forEach(named::putIfAbsent);
        Findings all = and(earlier);
        return new Findings(all.proofs, named, all.warnings, all.verdicts, all.remarks, all.settledBy, all.unknown);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
