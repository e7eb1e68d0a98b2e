package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.GuardVerdict;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The result of one attempt at a step, for the report and for the choice of another attempt.
 *
 * @param outcome how it ended
 * @param statement one sentence
 * @param reasons why it didn't go well
 * @param proofs what it rests on
 * @param facts what it measured
 * @param warnings what should be known
 * @param settledBy the kind of step whose good end settles a warning, by the warning
 * @param verdicts what was known of the servers that must not write beside a promotion
 * @param again whether another attempt may help
 */
record StepResult(
        Outcome outcome,
        String statement,
        List<Reason> reasons,
        List<Evidence> proofs,
        Map<String, String> facts,
        List<String> warnings,
        Map<String, Class<? extends PlanStep>> settledBy,
        List<GuardVerdict> verdicts,
        boolean again) {

    /** The same, with another warning. */
    StepResult warning(String warning) {
        List<String> all = new ArrayList<>(warnings);
        all.add(warning);
        return new StepResult(outcome, statement, reasons, proofs, facts, all, settledBy, verdicts, again);
    }
}
