/**
 * What would happen: previews of a plan, and the forecast right before the first act of an execution.
 *
 * <p>It walks through a plan with the handlers of the steps and a {@code Forecast}, and changes nothing: all goes through
 * {@code ReadOnlyTransport}, which refuses any command that may change something, also one of the caller's own steps and fences.
 *
 * <p>An execution makes the same walk once, right before its first act, from the observation on which that step decided
 * ({@code PlanForesight}). A later step that would be refused for certain keeps the plan from being begun. Refusals that waiting may
 * change, that rest on a server which nobody sees, or that follow a step of the caller's own are not certain. While no master serves it
 * asks no host but the standby's for its marker file ({@code QuickInspection}). A resumed execution that has acted makes none.
 *
 * <p>{@code FenceForesight} asks the fences of the next {@code fence()} step for their obstacles while a single master answers: what a
 * fence must know of a master nobody reports once it is gone.
 *
 * <p>It is a forecast, not a rehearsal: segments are taken to answer after a promotion, and nothing fails.
 */
package io.github.gpfailover.core.internal.foretell;
