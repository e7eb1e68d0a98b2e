package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import java.time.Duration;
import java.util.OptionalInt;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.direct.Signal;

/**
 * One command on one connection, from the moment when it is sent to its end or to the moment when it is left. It exists because such a
 * command can be in any of these states when the connection fails. For one thread.
 */
abstract class Exchange {

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Duration LAST_LOOK = Duration.ofSeconds(2);

    private final HostConnection wire;
    private final CommandChannel channel;
    private final Receiver receiver;
    private final MarkedLines lines;
    private long sentAt;

    /** How a wait for a command ended. */
    enum End {
        /** It ended, and all that it printed is there. */
        ENDED,
        /** It had not ended in time. */
        TIME_UP,
        /** It ended, but whether all that it printed is there could not be determined in time. */
        OUTPUT_OPEN
    }

    /** Makes one. Lines that begin with the mark, if there is one, are not the listener's. */
    Exchange(HostConnection wire, CommandChannel channel, Receiver receiver, OutputListener listener, String mark) {
        this.wire = wire;
        this.channel = channel;
        this.receiver = receiver;
        lines = listener == null ? null : new MarkedLines(listener, mark);
    }

    /** Notes that the command is about to be sent. */
    final void sent() {
        sentAt = System.nanoTime();
    }

    /** Gives what there is to be told of an error before the command was handed over. */
    static NotSentException unsent(SSHException e) throws InterruptedException {
        if (Thread.interrupted()) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        }
        return new NotSentException(e);
    }

    final Receiver receiver() {
        return receiver;
    }

    /** Waits for the end. A listener is called from here. */
    final End await(Deadline deadline) throws InterruptedException {
        Deadline limit = deadline;
        while (true) {
            Receiver.News news = receiver.await(limit.left());
            tell();
            switch (news) {
                case OVER -> {
                    tell();
                    tellEnd();
                    return End.ENDED;
                }
                case MORE -> {
                    openWindow();
                    // Output that never stops must not keep the time from being up.
                    if (limit == deadline && limit.left() == 0) {
                        if (!hasEnded()) {
                            return End.TIME_UP;
                        }
                        limit = Deadline.in(LAST_WORDS);
                    }
                }
                case QUIET -> {
                    if (nothingIsOnItsWay(limit)) {
                        tellEnd();
                        return End.ENDED;
                    }
                }
                case TIME -> {
                    if (!hasEnded()) {
                        return End.TIME_UP;
                    }
                    if (limit != deadline) {
                        return End.OUTPUT_OPEN;
                    }
                    // What has ended is not timed out: only its last output is waited for.
                    limit = Deadline.in(LAST_WORDS);
                }
            }
        }
    }

    /**
     * Says whether the command itself has ended. Asks the other side, which may know it while what tells it is still on its way: what has
     * ended must not be ended, as what it left running is not its own.
     */
    final boolean hasEnded() throws InterruptedException {
        if (!receiver.hasExited()) {
            lookForEnd(Deadline.in(LAST_LOOK));
        }
        return receiver.hasExited();
    }

    /** Waits, within the limit, until it has come if the command is known to have ended. */
    abstract void lookForEnd(Deadline limit) throws InterruptedException;

    /** Says whether it is sure, although the end of the outputs has not come, that nothing of them is still on its way. */
    abstract boolean nothingIsOnItsWay(Deadline limit) throws InterruptedException;

    /** Gives the exit status; of a command that was ended by a signal, 128 and its number, as a shell reports it. */
    abstract OptionalInt exitCode();

    /** Leaves the session. The server may go on with what runs there. */
    abstract void leave();

    private void tell() {
        if (lines != null) {
            receiver.takePieces().forEach(lines::add);
        }
    }

    private void tellEnd() {
        if (lines != null) {
            tell();
            lines.end();
        }
    }

    /** Gives what came so far. */
    final Received received() {
        return receiver.received();
    }

    /** Gives the time since the line was sent. */
    final Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - sentAt);
    }

    /** Has the host kill the command, where it can do that. */
    abstract void kill() throws InterruptedException;

    /** Asks the server to send a signal to what runs on the session. */
    final void signal(Signal signal) {
        try {
            channel.signal(signal);
        } catch (SSHException e) {
            wire.failed(e);
        }
    }

    final void openWindow() {
        channel.openWindow();
        receiver.calm();
    }
}
