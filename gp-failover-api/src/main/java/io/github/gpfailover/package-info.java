/**
 * The front door: plans, the engine that runs them, previews and reports.
 *
 * <p>Begin at {@link io.github.gpfailover.FailoverPlan}.
 */
@NullMarked
package io.github.gpfailover;

import org.jspecify.annotations.NullMarked;
