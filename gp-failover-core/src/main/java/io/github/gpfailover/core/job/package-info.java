/**
 * Detached jobs: long commands that go on when the connection to their host is lost, and are found again by their id. Begin at
 * {@link io.github.gpfailover.core.job.Jobs}.
 *
 * <p>A job uses a transport's {@code execute} and nothing else. Whoever starts one claims it by making a symbolic link, which one maker
 * only can: a start that was lost is repeated with the same id, and begins the command if nobody has. Its state is judged by process,
 * session and start time, so that a pid that was given to another process is not mistaken, nor its session killed. On doubt it is
 * {@code UNKNOWN} with a hint, and nothing is killed or removed.
 *
 * <p>The engine runs each command of a plan that may change something as a job. Those are started and awaited in one call, and their
 * records hold files where others hold links.
 */
@NullMarked
package io.github.gpfailover.core.job;

import org.jspecify.annotations.NullMarked;
