/**
 * What an execution knows: the state that follows from its journal, what the engine keeps from one call to the next, and what was
 * observed.
 *
 * <p>Nothing here acts on a host, and nothing knows what a step is: it is read by steps, and written through records of the journal.
 */
package io.github.gpfailover.core.internal.known;
