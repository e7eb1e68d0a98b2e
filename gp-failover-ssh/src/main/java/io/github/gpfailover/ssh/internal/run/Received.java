package io.github.gpfailover.ssh.internal.run;

import java.util.OptionalInt;

/**
 * All that came of a command, once nothing more is waited for.
 *
 * @param stdout what it wrote to standard output
 * @param stderr what it wrote to standard error
 * @param begun whether the login's shell came to the command
 * @param pid the process id of the command; empty if none was told
 * @param noise what was printed before the command, if it has not begun
 * @param complete whether the other side has sent all: a connection that broke after that lost nothing
 * @param status the exit status that a worker told; empty if it told none, or there was no worker
 * @param notStarted why a worker could not start it; null if it could, or there was no worker
 * @param refused whether the server would not run it
 * @param broken why the connection broke; null if it did not
 */
record Received(
        String stdout,
        String stderr,
        boolean begun,
        String pid,
        String noise,
        boolean complete,
        OptionalInt status,
        String notStarted,
        boolean refused,
        Throwable broken) {}
