/**
 * The transitions of steps (ruling, verdict, anything sent), collected over all tests of this module.
 *
 * <p>{@code Engines} gives each engine of a scenario a {@code TransitionRecorder}; {@code StepTransitionsCheck} runs last and fails the build where
 * they lack one of {@code step-transitions.txt}.
 */
package io.github.gpfailover.testkit.transition;
