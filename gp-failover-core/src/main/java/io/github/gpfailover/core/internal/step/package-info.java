/**
 * What a step is to the engine: the context that it sees, the ruling that it gives, the deed that it hands over, and the actions through
 * which a deed reaches hosts.
 *
 * <p>A deed's fields are its targets. It acts, judges, writes into a forecast and undoes. The reasons of a ruling and the facts of a report
 * are for people: no code reads them as state.
 *
 * <p>{@code Traffic} calls the caller's hooks. A call takes the same path as a command: it is journaled before, reported, bounded by the
 * step's deadline and the hook's, and not made without the lease. Which hook received which call is a record of the journal.
 * {@code StepContext.askAhead} asks in advance what guards will ask; the answers hold for that one decision only.
 *
 * <p>The handlers of the steps depend on this package, and so does what runs and what foretells them.
 */
package io.github.gpfailover.core.internal.step;
