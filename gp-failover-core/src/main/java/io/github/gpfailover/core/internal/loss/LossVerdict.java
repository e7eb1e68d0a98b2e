package io.github.gpfailover.core.internal.loss;

import java.util.List;

/** What is known of loss: whether the standby has every transaction that was acknowledged. */
public sealed interface LossVerdict {

    /**
     * The verdict that transactions are committed that the standby lacks.
     *
     * @param transactions those that were found
     */
    record Missing(List<LostTransaction> transactions) implements LossVerdict {

        private static final int LISTED = 10;

        /** Copies the list. */
        public Missing {
            transactions = List.copyOf(transactions);
        }

        /** Lists the first ones. */
        public String listed() {
            List<String> first =
                    transactions.stream().limit(LISTED).map(Object::toString).toList();
            int left = transactions.size() - first.size();
            return String.join("; ", first) + (left > 0 ? "; and " + left + " more" : "");
        }
    }

    /**
     * Nothing is missing.
     *
     * @param restsOn what shows that
     */
    record Complete(String restsOn) implements LossVerdict {}

    /**
     * It could not be determined.
     *
     * @param why which server or log could not be asked, and why
     * @param silent whether a host that is there gave no answer: the next question may get one
     */
    record NotTold(List<String> why, boolean silent) implements LossVerdict {

        /** Copies the list. */
        public NotTold {
            why = List.copyOf(why);
        }

        /** Says that all that was asked has answered, or that a host is gone. */
        public NotTold(List<String> why) {
            this(why, false);
        }
    }
}
