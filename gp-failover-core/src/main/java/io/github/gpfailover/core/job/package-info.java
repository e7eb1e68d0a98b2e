/**
 * Detached jobs: long commands that go on when the connection to their host is lost, and are found again by their id. Begin at {@link io.github.gpfailover.core.job.Jobs}.
 */
@NullMarked
package io.github.gpfailover.core.job;

import org.jspecify.annotations.NullMarked;
