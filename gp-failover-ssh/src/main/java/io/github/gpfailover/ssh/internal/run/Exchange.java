package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Signal;
import net.schmizz.sshj.transport.TransportException;

/**
 * One line of shell on one connection, from its channel's opening to its end or to the moment when it is left. It exists because such a
 * line can be in any of these states when the connection fails. For one thread.
 */
final class Exchange {

    // Goes out at once, whatever the other side does with it.
    private static final int SMALL_INPUT = 16 * 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final HostConnection wire;
    private final Executor io;
    private final AtomicReference<Permit> permit;
    private final Receiver receiver;
    private final CommandChannel channel;
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

    private enum Permit {
        HELD,
        LEFT,
        RETURNED
    }

    /** Makes an exchange; {@code counted} if leave to open a session was got for it. */
    Exchange(HostConnection wire, Executor io, String mark, int mostBytes, OutputListener listener, boolean counted) {
        this.wire = wire;
        this.io = io;
        permit = new AtomicReference<>(counted ? Permit.HELD : Permit.RETURNED);
        receiver = new Receiver(mark, mostBytes, listener != null);
        channel = new CommandChannel(wire.connection(), receiver, this::release);
        lines = listener == null ? null : new MarkedLines(listener, mark);
    }

    /** Sends the line. False if the server did not open a session in time; then nothing was sent. */
    boolean send(String line, byte[] input, Deadline deadline)
            throws NotSentException, OpenFailException, InterruptedException {
        try {
            if (!channel.open(deadline.left())) {
                return false;
            }
            sentAt = System.nanoTime();
            channel.run(line);
        } catch (OpenFailException e) {
            throw e;
        } catch (SSHException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw new NotSentException(e);
        }
        if (input.length <= Math.min(SMALL_INPUT, channel.getRemoteWinSize())) {
            feed(input);
        } else {
            // A program that doesn't read its input must not hold up the thread that reads its output.
            io.execute(() -> feed(input));
        }
        return true;
    }

    /** Waits for the end. A listener is called from here. */
    End await(Deadline deadline) throws InterruptedException {
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
                case MORE -> openWindow();
                case QUIET -> {
                    if (nothingIsOnItsWay(limit)) {
                        tellEnd();
                        return End.ENDED;
                    }
                }
                case TIME -> {
                    if (!receiver.hasExited()) {
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
     * Asks the server, which answers in order: what it had read of the command's output comes before its answer. Only then does silence
     * mean something.
     */
    private boolean nothingIsOnItsWay(Deadline limit) throws InterruptedException {
        openWindow();
        long before = receiver.count();
        try {
            Promise<SSHPacket, ConnectionException> answer =
                    wire.connection().sendGlobalRequest("keepalive@openssh.com", true, new byte[0]);
            try {
                answer.tryRetrieve(limit.leftMillis(), TimeUnit.MILLISECONDS);
            } catch (ConnectionException e) {
                // A "no" is an answer too; a broken connection is reported to the receiver.
                if (Thread.interrupted()) {
                    throw (InterruptedException) new InterruptedException().initCause(e);
                }
            }
            boolean silent = answer.isFulfilled() && receiver.count() == before;
            receiver.calm();
            return silent;
        } catch (TransportException e) {
            wire.failed(e);
            return false;
        }
    }

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
    Received received() {
        return receiver.received();
    }

    /** Gives the exit status; of a command that was ended by a signal, 128 and its number, as a shell reports it. */
    OptionalInt exitCode() {
        Integer status = channel.getExitStatus();
        if (status != null) {
            return OptionalInt.of(status);
        }
        String signal = channel.endingSignal();
        return Signals.exitCode(signal == null ? "" : signal);
    }

    /** Gives the time since the line was sent. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - sentAt);
    }

    /** Gives the leave to open a session back: it is closed. A repeat changes nothing. */
    void release() {
        if (permit.compareAndSet(Permit.HELD, Permit.RETURNED)) {
            wire.sessions().release();
        } else if (permit.compareAndSet(Permit.LEFT, Permit.RETURNED)) {
            wire.sessions().gone();
        }
    }

    /** Asks the server to kill the command, where it can do that. */
    void kill() {
        try {
            channel.signal(Signal.KILL);
        } catch (SSHException e) {
            wire.failed(e);
        }
    }

    /** Leaves the session as it is. The server may go on with it. */
    void leave() {
        if (permit.compareAndSet(Permit.HELD, Permit.LEFT)) {
            wire.sessions().leave();
        }
        wire.commandEnded();
        if (!channel.leave()) {
            return;
        }
        io.execute(() -> {
            try {
                channel.closeNow();
            } catch (SSHException e) {
                wire.failed(e);
            }
        });
    }

    private void openWindow() {
        try {
            channel.openWindow();
            receiver.calm();
        } catch (SSHException e) {
            wire.failed(e);
        }
    }

    private void feed(byte[] input) {
        try {
            channel.feed(input);
        } catch (SSHException e) {
            wire.failed(e);
        }
    }
}
