package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.List;

/**
 * What a step decided, and, where it is to act, the act itself. It exists so that an act gets its targets as values: the reasons of a decision
 * and its findings are for people, and steer nothing.
 */
public sealed interface Ruling {

    /**
     * What is wanted holds already.
     *
     * @param reason what shows it
     * @param findings what was found, for the report
     */
    record Satisfied(String reason, Findings findings) implements Ruling {

        @Override
        public Decision decision() {
            return new Decision.Satisfied(reason);
        }

        @Override
        public Ruling noting(Findings before) {
            return new Satisfied(reason, before.and(findings));
        }
    }

    /**
     * The step must not act.
     *
     * @param why the reasons against it, each with its evidence, and what to do next; at least one
     */
    record Refused(Objections why) implements Ruling {

        /** The reasons, the most important first. */
        public List<Reason> reasons() {
            return why.reasons();
        }

        /** Whether waiting may help. */
        public boolean mayPass() {
            return why.mayPass();
        }

        @Override
        public Decision.Refused decision() {
            return new Decision.Refused(why.reasons(), why.mayPass());
        }

        @Override
        public Findings findings() {
            return why.findings();
        }

        @Override
        public Ruling noting(Findings before) {
            return new Refused(why.noting(before));
        }
    }

    /**
     * The step can and should act.
     *
     * @param intent what it will do, for people
     * @param deed the act, with its targets
     * @param findings what was found, for the report
     */
    record Ready(String intent, Deed deed, Findings findings) implements Ruling {

        @Override
        public Decision decision() {
            return new Decision.Ready(intent);
        }

        @Override
        public Ruling noting(Findings before) {
            return new Ready(intent, deed, before.and(findings));
        }
    }

    /** The ruling as listeners, previews and reports show it. */
    Decision decision();

    /** What was found on the way to it, for the report. */
    Findings findings();

    /** The same ruling, and what was found before it. */
    Ruling noting(Findings before);

    /** Says that nothing is to be done. */
    static Ruling satisfied(String reason) {
        return new Satisfied(reason, Findings.none());
    }

    /** Says that the step can act. */
    static Ruling ready(String intent, Deed deed) {
        return new Ready(intent, deed, Findings.none());
    }

    /** Says that the step must not act, and that waiting does not help. */
    static Ruling refused(ReasonCode code, String reason) {
        return Objections.of(code, reason).refusal();
    }

    /** Says that the step must not act now, and that waiting may help. */
    static Ruling notYet(ReasonCode code, String reason) {
        return Objections.passing(code, reason).refusal();
    }
}
