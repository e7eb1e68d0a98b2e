/**
 * The steps: one handler each, which decides, and the deeds, which act; beside them the guards that several steps share.
 *
 * <p>A handler holds no state, and sends nothing that changes anything. What a decision learned reaches its deed as fields. A new step begins here; {@code
 * Handlers} lists it.
 */
package io.github.gpfailover.core.internal.steps;
