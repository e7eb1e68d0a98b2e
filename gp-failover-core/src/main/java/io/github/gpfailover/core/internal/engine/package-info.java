/**
 * The engine: what runs a plan ({@code PlanRunner}, {@code StepLoop}, {@code GuardedTransport}), what an execution knows ({@code ExecutionNotes}, {@code
 * LastKnown}, {@code Observer}), and what foretells it ({@code Forecast}, {@code ForecastWalk}, {@code Previewer}).
 *
 * <p>It knows rulings and deeds, and no step's class beyond the three that it names. {@code GuardedTransport} is the only route to a host while a plan runs.
 */
package io.github.gpfailover.core.internal.engine;
