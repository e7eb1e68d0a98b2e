/**
 * One command over a connection: the script that it is wrapped in or the worker that runs it, its streams, its end.
 *
 * <p>What reached the remote shell is distinguished from what did not. Until the request to run the line has been written, a broken
 * connection is replaced and the command goes over the new one; from then on a break is {@code LOST}. A result is complete when exit status
 * and end of output have come, or the channel was closed in order. OpenSSH may send the exit status before the rest of the output, and a
 * process that was left behind may hold the output open for ever: so after the exit status, a quarter of a second of silence leads to a
 * question to the server, which answers in order. A process that goes on printing is cut after 4 MiB. What has exited is never reported as
 * timed out, and never ended.
 *
 * <p>{@code RemoteScript} is the only place that writes shell, and {@code WorkerScript} the only one that writes Perl. Its line prints a random mark on both outputs before the command, so that
 * what start-up files print is not taken for the command's. The mark's line has the shell's pid, which {@code exec} keeps and which leads
 * its process group: that group is what a time-out ends. A shell that gave no sign of coming to the command is {@code LOST} and not
 * {@code NOT_STARTED}: a start-up file may have sent the output elsewhere.
 *
 * <p><b>Workers.</b> A {@code Worker} is a session that runs one command after the other; {@code Workers} is the rule on how many a
 * connection has, and {@code WorkerScript} what runs on the host. A command that finds one is an {@code Exchange} of the kind {@code
 * WorkerTurn}, else of the kind {@code OwnSession}. Both hand over in two steps, so that until the second one a broken connection means
 * that nothing ran: a session is opened, then told the line; a worker makes a process, then lets it begin. A worker's frames go by
 * length and begin with 4 bytes of its mark, so nothing that a command prints can be taken for one; bytes that are no frame come from a
 * process that the login left behind, and end the worker. The end of a command is its last frame, and needs no silence. No thread waits on
 * a worker that is idle: the connection's reader tells when it is ready or gone, a timer when it is too old.
 *
 * <p>A command takes its caller's thread and no other: sshj's reader leaves bytes in a {@code Receiver}; the caller takes them, calls the
 * listener, and opens the window for more. So memory is bounded, and a slow listener slows only its own command ({@code CommandChannel}).
 */
package io.github.gpfailover.ssh.internal.run;
