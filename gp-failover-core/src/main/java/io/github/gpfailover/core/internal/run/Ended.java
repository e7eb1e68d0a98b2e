package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.Outcome;

/**
 * How the steps of a run ended.
 *
 * @param outcome the outcome
 * @param summary which step ended it, and why; empty where all went well
 */
record Ended(Outcome outcome, String summary) {

    static final Ended WELL = new Ended(Outcome.SUCCEEDED, "");
}
