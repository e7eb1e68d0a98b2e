/**
 * Readers of {@code ps}, {@code pg_ctl} and lock files, and processes on this machine.
 *
 * <p>Whether a process belongs to a server is decided here. A command that names the directory, or a title that begins with the port, is
 * enough to count it as the instance's. To leave out a process whose command says too little, the kernel is asked ({@code ProcessProofs}):
 * a server works in its data directory, and refuses to start in one of another user ({@code postmaster.c}). So it is the instance's if it
 * works there; another's if its user does not own the directory, or if it works elsewhere and has noted another port in the
 * {@code postmaster.pid} there. All else stays in doubt, and the server {@code UNKNOWN}.
 *
 * <p>A table proves absence only when {@code ps} ended well and shows itself. A {@code postmaster.pid} that is left over decides nothing.
 * An orphan session counts as running.
 */
package io.github.gpfailover.core.internal.process;
