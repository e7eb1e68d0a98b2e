/**
 * One command over a connection: the script that it is wrapped in, its streams, its end.
 *
 * <p>What reached the remote shell is distinguished from what did not. Until the request to run the line has been written, a broken
 * connection is replaced and the command goes over the new one; from then on a break is {@code LOST}. A result is complete when exit status
 * and end of output have come, or the channel was closed in order. OpenSSH may send the exit status before the rest of the output, and a
 * process that was left behind may hold the output open for ever: so after the exit status, a quarter of a second of silence leads to a
 * question to the server, which answers in order. A process that goes on printing is cut after 4 MiB. What has exited is never reported as
 * timed out, and never ended.
 *
 * <p>{@code RemoteScript} is the only place that writes shell. Its line prints a random mark on both outputs before the command, so that
 * what start-up files print is not taken for the command's. The mark's line has the shell's pid, which {@code exec} keeps and which leads
 * its process group: that group is what a time-out ends. A shell that gave no sign of coming to the command is {@code LOST} and not
 * {@code NOT_STARTED}: a start-up file may have sent the output elsewhere.
 *
 * <p>A command takes its caller's thread and no other: sshj's reader leaves bytes in a {@code Receiver}; the caller takes them, calls the
 * listener, and opens the window for more. So memory is bounded, and a slow listener slows only its own command ({@code CommandChannel}).
 */
package io.github.gpfailover.ssh.internal.run;
