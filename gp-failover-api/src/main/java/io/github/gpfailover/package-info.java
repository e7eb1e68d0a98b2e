/**
 * The front door: plans, the engine that runs them, previews and reports.
 *
 * <p>Begin at {@link io.github.gpfailover.FailoverPlan}.
 */
package io.github.gpfailover;
