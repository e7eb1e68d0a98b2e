/**
 * The model of a simulated cluster: plain state and its transitions, guarded by the monitor of its time. Not exported.
 *
 * <p>{@code World} holds the hosts, servers and segments; {@code Lifecycle} starts, stops and promotes; {@code Replication} ships, breaks
 * and reconnects streams; {@code Network} decides which packets arrive; {@code Dispatch} is what masters do on segments, and a {@code Gang}
 * the sessions that one of theirs holds there; {@code Sockets} lists and destroys connections; {@code CommandRunner} runs a command in
 * virtual time. Time passes only when somebody sleeps or a command runs. Events that become due run on that thread, in order, so that the
 * same run always meets the same times.
 *
 * <p>What it knows of fences:
 *
 * <ul>
 *   <li>An unreachable route on a host stops all that this host sends to that address, replies too (recordings 88 to 90), and not what
 *       comes in. A host that loses its power loses its routes.
 *   <li>So on a connection that was open before, the end of a commit that waited for the standby still reaches the segments, unless its
 *       sessions there were ended.
 *   <li>A host can have more addresses than the one that its name stands for. A route against one address is no fence while there is
 *       another.
 *   <li>A session whose sessions on segments are ended fails with its next statement, and opens new ones with the one after that: ending
 *       them is a fence only together with routes.
 * </ul>
 *
 * <p>docs/testkit.md lists the approximations. A fact about a product comes from a recording, or the comment says that no recording has it.
 */
package io.github.gpfailover.testkit.internal;
