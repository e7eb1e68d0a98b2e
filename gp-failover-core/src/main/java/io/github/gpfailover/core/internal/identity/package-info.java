/**
 * Which names, addresses and paths lead to one server.
 *
 * <p>A server counts once, however it is spelled; where that can't be decided, the message says which name to write. A location is spelled
 * alike inside: as the specification has it, else the plan. The translation is done at the border ({@code CatalogNames},
 * {@code StepContext.upstream}, {@code PlanLocations}), so that all comparisons inside are by equality.
 *
 * <p>The catalog's {@code hostname} and {@code address} are two names of one host; letters' case does not count. What is left is asked of
 * the cluster's own hosts ({@code getent}, {@code ip addr}): a name is a host's if some host takes both for one address, or that host takes
 * it for itself. Two paths are one directory if {@code stat} says so. Answers are kept for a minute, then asked anew beside the next
 * observation. A name that leads to two hosts, and a catalog of which two rows lead to one location, are conflicts.
 */
package io.github.gpfailover.core.internal.identity;
