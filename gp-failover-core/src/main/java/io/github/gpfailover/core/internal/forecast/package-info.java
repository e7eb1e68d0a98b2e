/**
 * The model of a cluster in a forecast: an observation, changed by what deeds are expected to do, and questions that are answered from it.
 *
 * <p>{@code ForecastInspection} asks the hosts as long as the plan would have changed nothing, and the model after that. What no step
 * touches is always asked of the hosts. Where the model can't know an answer, it says so and does not make one up.
 *
 * <p>Nothing here sends a command that changes anything.
 */
package io.github.gpfailover.core.internal.forecast;
