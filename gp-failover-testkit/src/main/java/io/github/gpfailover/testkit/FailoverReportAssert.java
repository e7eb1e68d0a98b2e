package io.github.gpfailover.testkit;

import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on the report of a plan.
 *
 * <p>It exists because "expected SUCCEEDED but was FAILED" helps nobody: every failure shows the whole report. Not thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class FailoverReportAssert extends AbstractAssert<FailoverReportAssert, FailoverReport> {

    FailoverReportAssert(FailoverReport actual) {
        super(actual, FailoverReportAssert.class);
    }

    /**
     * Checks that the plan succeeded.
     *
     * @return this assertion
     */
    public FailoverReportAssert succeeded() {
        return hasOutcome(Outcome.SUCCEEDED);
    }

    /**
     * Checks that the plan was refused, and that no command that could change anything was sent.
     *
     * @return this assertion
     */
    public FailoverReportAssert wasRefusedWithoutAnyChange() {
        hasOutcome(Outcome.REFUSED);
        List<String> sent = commands();
        if (!sent.isEmpty()) {
            fail("expected no command to be sent, but there were " + sent);
        }
        return this;
    }

    /**
     * Checks how the plan ended.
     *
     * @param expected the outcome
     * @return this assertion
     */
    public FailoverReportAssert hasOutcome(Outcome expected) {
        isNotNull();
        if (actual.outcome() != expected) {
            fail("expected " + expected + " but the plan ended " + actual.outcome());
        }
        return this;
    }

    /**
     * Checks how a step ended.
     *
     * @param number the step's number, from 1
     * @param expected the outcome
     * @return this assertion
     */
    public FailoverReportAssert stepEnded(int number, Outcome expected) {
        isNotNull();
        Outcome found = step(number).outcome();
        if (found != expected) {
            fail("expected step " + number + " to end " + expected + " but it ended " + found);
        }
        return this;
    }

    /**
     * Checks that a reason of the last step, its statement or the summary contains all these texts.
     *
     * @param words the texts
     * @return this assertion
     */
    public FailoverReportAssert saysWhy(String... words) {
        isNotNull();
        StringBuilder all = new StringBuilder(actual.summary());
        if (!actual.steps().isEmpty()) {
            StepReport last = actual.steps().get(actual.steps().size() - 1);
            all.append('\n').append(last.statement());
            last.reasons().forEach(r -> all.append('\n').append(r));
        }
        for (String word : words) {
            if (!all.toString().contains(word)) {
                fail("expected the reasons to say '" + word + "'");
            }
        }
        return this;
    }

    /**
     * Checks that the last step has a reason of this code.
     *
     * @param code the code
     * @return this assertion
     */
    public FailoverReportAssert hasReason(ReasonCode code) {
        isNotNull();
        List<ReasonCode> found = actual.steps().isEmpty()
                ? List.of()
                : actual.steps().get(actual.steps().size() - 1).reasons().stream()
                        .map(Reason::code)
                        .toList();
        if (!found.contains(code)) {
            fail("expected the reason " + code + ", but there were " + found);
        }
        return this;
    }

    /**
     * Checks that a warning contains this text.
     *
     * @param words the text
     * @return this assertion
     */
    public FailoverReportAssert warns(String words) {
        isNotNull();
        if (actual.warnings().stream().noneMatch(w -> w.contains(words))) {
            fail("expected a warning that says '" + words + "'");
        }
        return this;
    }

    /**
     * Checks that a command that contains this text was sent so often.
     *
     * @param times how often
     * @param words the text
     * @return this assertion
     */
    public FailoverReportAssert sent(int times, String words) {
        isNotNull();
        long found = commands().stream().filter(c -> c.contains(words)).count();
        if (found != times) {
            fail("expected '" + words + "' to be sent " + times + " times, but it was sent " + found + " times");
        }
        return this;
    }

    /**
     * Checks who was observed to be the master, in order.
     *
     * @param hosts the hosts
     * @return this assertion
     */
    public FailoverReportAssert mastersWere(String... hosts) {
        isNotNull();
        List<String> found =
                actual.masters().stream().map(t -> t.master().host().value()).toList();
        if (!found.equals(List.of(hosts))) {
            fail("expected the masters " + List.of(hosts) + " but they were " + found);
        }
        return this;
    }

    private StepReport step(int number) {
        return actual.steps().stream()
                .filter(s -> s.number() == number)
                .findFirst()
                .orElseThrow(() -> new AssertionError("step " + number + " was never begun\n" + actual.toText()));
    }

    private List<String> commands() {
        List<String> all = new ArrayList<>();
        actual.steps().forEach(s -> s.commands().forEach(c -> all.add(c.host() + ": " + c.command())));
        return all;
    }

    private void fail(String message) {
        throw failure("%s%n%s", message, actual.toText());
    }
}
