/**
 * The steps that a plan is made of, one type each, with their options.
 *
 * <p>They say what is wanted, not how it is done: all of them are immutable values. Steps are made through the builder of
 * {@link io.github.gpfailover.FailoverPlan}.
 */
@NullMarked
package io.github.gpfailover.step;

import org.jspecify.annotations.NullMarked;
