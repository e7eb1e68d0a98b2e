package io.github.gpfailover.step;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.List;

/**
 * A step's decision after an observation.
 *
 * <p>It exists as a closed set: there is no "perhaps". Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public sealed interface Decision {

    /**
     * What is wanted holds already: nothing is done.
     *
     * @param reason what shows it
     */
    record Satisfied(String reason) implements Decision {
        /**
         * Checks the reason.
         *
         * @param reason what shows it
         * @throws NullPointerException if it is null
         */
        public Satisfied {
            Checks.notNull(reason, "reason");
        }
    }

    /**
     * The step can and should act.
     *
     * @param intent what it will do
     */
    record Ready(String intent) implements Decision {
        /**
         * Checks the intent.
         *
         * @param intent what it will do
         * @throws NullPointerException if it is null
         */
        public Ready {
            Checks.notNull(intent, "intent");
        }
    }

    /**
     * The step must not act.
     *
     * @param reasons why, each with its evidence, and what to do next
     * @param mayPass whether the reasons may go away by waiting; the step is tried again then
     */
    record Refused(List<Reason> reasons, boolean mayPass) implements Decision {
        /**
         * Checks and copies the reasons.
         *
         * @param reasons why, each with its evidence, and what to do next
         * @param mayPass whether the reasons may go away by waiting; the step is tried again then
         * @throws NullPointerException if one is null
         * @throws IllegalArgumentException if there is none
         */
        public Refused {
            reasons = List.copyOf(Checks.notNull(reasons, "reasons"));
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("a refusal needs at least one reason");
            }
        }
    }

    /**
     * Says that nothing is to be done.
     *
     * @param reason what shows it
     * @return the decision
     */
    static Decision satisfied(String reason) {
        return new Satisfied(reason);
    }

    /**
     * Says that the step can act.
     *
     * @param intent what it will do
     * @return the decision
     */
    static Decision ready(String intent) {
        return new Ready(intent);
    }

    /**
     * Says that the step must not act, and that waiting won't help. The reasons have the code {@link ReasonCode#CUSTOM_STEP}.
     *
     * @param reasons why, at least one
     * @return the decision
     */
    static Decision refused(String... reasons) {
        return new Refused(Reason.custom(reasons), false);
    }

    /**
     * Says that the step must not act now, and that waiting may help. The reasons have the code {@link ReasonCode#CUSTOM_STEP}.
     *
     * @param reasons why, at least one
     * @return the decision
     */
    static Decision notYet(String... reasons) {
        return new Refused(Reason.custom(reasons), true);
    }
}
