package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.List;

/**
 * What a step decided, and, where it is to act, the act itself. It exists so that an act gets its targets as values: the reasons of a decision
 * are for people, and steer nothing.
 */
public sealed interface Ruling {

    /**
     * What is wanted holds already.
     *
     * @param reason what shows it
     */
    record Satisfied(String reason) implements Ruling {

        @Override
        public Decision decision() {
            return new Decision.Satisfied(reason);
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
    }

    /**
     * The step can and should act.
     *
     * @param intent what it will do, for people
     * @param deed the act, with its targets
     */
    record Ready(String intent, Deed deed) implements Ruling {

        @Override
        public Decision decision() {
            return new Decision.Ready(intent);
        }
    }

    /** The ruling as listeners, previews and reports show it. */
    Decision decision();

    /** Says that nothing is to be done. */
    static Ruling satisfied(String reason) {
        return new Satisfied(reason);
    }

    /** Says that the step can act. */
    static Ruling ready(String intent, Deed deed) {
        return new Ready(intent, deed);
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
