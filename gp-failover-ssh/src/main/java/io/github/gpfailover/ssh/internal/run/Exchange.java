package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.Wire;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Signal;

/**
 * Exists because one line of shell on one connection has a life of its own: opened, sent, fed, read, and ended or left. For one thread.
 */
final class Exchange {

    // Goes out at once, whatever the other side does with it.
    private static final int SMALL_INPUT = 16 * 1024;

    private final Wire wire;
    private final Executor io;
    private final Runnable finished;
    private final Receiver receiver;
    private final CommandChannel channel;
    private final MarkedLines lines;
    private long sentAt;

    Exchange(Wire wire, Executor io, String mark, int mostBytes, OutputListener listener, Runnable finished) {
        this.wire = wire;
        this.io = io;
        receiver = new Receiver(mark, mostBytes, listener != null);
        AtomicBoolean once = new AtomicBoolean();
        this.finished = () -> {
            if (once.compareAndSet(false, true)) {
                finished.run();
            }
        };
        channel = new CommandChannel(wire.connection(), receiver, this.finished);
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

    /** Waits for the end; false if the time was up. A listener is called from here. */
    boolean await(Deadline deadline) throws InterruptedException {
        while (true) {
            boolean over = receiver.await(deadline.left());
            if (lines != null) {
                receiver.takePieces().forEach(lines::add);
            }
            if (over) {
                if (lines != null) {
                    receiver.takePieces().forEach(lines::add);
                    lines.end();
                }
                return true;
            }
            if (deadline.left() == 0) {
                return false;
            }
            openWindow();
        }
    }

    /** Gives what came so far. */
    Received received() {
        return receiver.received();
    }

    /** Gives the exit status; of a command that was ended by a signal, 128 and its number, as a shell tells it. */
    OptionalInt exitCode() {
        Integer status = channel.getExitStatus();
        if (status != null) {
            return OptionalInt.of(status);
        }
        Signal signal = channel.getExitSignal();
        return Signals.exitCode(signal == null ? "" : signal.toString());
    }

    /** Gives the time since the line was sent. */
    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - sentAt);
    }

    /** Gives the leave to open a session back. A repeat changes nothing. */
    void release() {
        finished.run();
    }

    /** Leaves the session as it is. */
    void leave() {
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
        } catch (SSHException e) {
            wire.failed(e);
        }
    }

    private void feed(byte[] input) {
        try {
            channel.feed(input);
        } catch (SSHException e) {
            // The connection is gone, and whoever waits for the command is told so.
        }
    }
}
