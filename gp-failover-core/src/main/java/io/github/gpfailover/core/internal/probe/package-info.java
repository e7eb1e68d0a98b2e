/**
 * One observation of the cluster: by source, merged, with what the sources contradict each other in.
 *
 * <p>Unreachable is unknown here, never stopped. All sources, and each of them all locations, are asked side by side under one deadline
 * ({@code Sleeper.together}), so an observation takes as long as its slowest question. A healthy cluster costs two commands a location
 * ({@code ps}, {@code psql}).
 *
 * <ul>
 *   <li>{@code StateMerge} merges sources in the order of trust. The first is believed for catalog, stream and version; who is standby,
 *       which segments are degraded and whether the stream is in sync are compared, and a difference is a conflict. A server is
 *       {@code RUNNING} if a source hears or sees it, {@code STOPPED} if one proves it and none hears it, and {@code UNKNOWN} with a
 *       conflict where both are said. A source that fails, or is late, has seen nothing. All evidence is kept.
 *   <li>{@code Witnesses} asks other hosts about a server that no source saw: each segment host, and the hosts of the servers that were
 *       seen. Where one reaches the host, the server's processes are observed through it: so a killed master behind a cut connection is
 *       proved stopped, and an orphan found. Silence stays {@code UNKNOWN}. A server that sources contradict each other about is left out:
 *       a third host could only take one side.
 *   <li>{@code Progress} lets witnesses ask about a server that has kept the source waiting for a second, so that two silences cost one
 *       time.
 *   <li>{@code Login} asks a server before its version is known in Greenplum 6's dialect, whose first question is the version. One of
 *       PostgreSQL 12 or 14 answers that, fails at the next, and is asked again in its own dialect. A standby reports its version in its
 *       refusal (57M02).
 * </ul>
 */
package io.github.gpfailover.core.internal.probe;
