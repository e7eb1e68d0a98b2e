/**
 * What would happen: previews of a plan, and the forecast right before the first act of an execution.
 *
 * <p>It walks through a plan with the handlers of the steps and a {@code Forecast}, and changes nothing.
 */
package io.github.gpfailover.core.internal.foretell;
