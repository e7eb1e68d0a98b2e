/**
 * What the fences that come with the library are made of: routes, sessions on segments, access to a host, and the orderly stop.
 *
 * <p>The fences themselves are public classes in {@code io.github.gpfailover.core.fence}.
 *
 * <ul>
 *   <li>{@code Survey} asks all hosts, then all segments, side by side under one deadline; late answers are reported, never left out. An
 *       address that a segment host, the new master's host or the controller has is refused.
 *   <li>{@code RouteHost} marks its routes with {@code proto 201}: that finds ours after a restart of the controller, and
 *       {@code ip route del … proto 201} can't lift another's. Routes come first, then sessions: a session that is ended first is opened
 *       anew.
 *   <li>{@code SegmentSessions} counts sessions by where they come from, not by their user or number, which replication, the fault detector
 *       and people share. A port that nothing listens at counts only with a process table (recording b4).
 *   <li>{@code Reach} tries a server's host directly, then through each host that reached it by a {@code Sighting}.
 *   <li>{@code OrderlyStop} lets {@code pg_ctl} wait for one second, then watches the stop itself. A server that has written its last
 *       checkpoint waits without bound for its wal sender (recordings d6 to d9). Where the server's host finds no route to the standby, two
 *       questions in a row have no answer while the standby takes nothing more, or a standby took nothing for 3 s, an immediate stop ends
 *       that wait: nothing is written any more, and {@code pg_control} stays {@code shut down} (da, db).
 * </ul>
 *
 * <p>Not covered: IPv6 (refused where the catalog has it), segments that were added since a master last reported its catalog, and a path to
 * the segments by an address that neither interfaces, names nor sessions showed.
 */
package io.github.gpfailover.core.internal.fence;
