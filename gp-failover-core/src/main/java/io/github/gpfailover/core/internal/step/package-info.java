/**
 * What a step is to the engine: the context that it sees, the ruling that it gives, the deed that it hands over, and the actions through
 * which a deed reaches hosts.
 *
 * <p>The handlers of the steps depend on this package, and so does what runs and what foretells them.
 */
package io.github.gpfailover.core.internal.step;
