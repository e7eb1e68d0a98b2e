package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Signal;
import net.schmizz.sshj.transport.TransportException;

/** One line of shell in a session of its own. For one thread. */
final class OwnSession extends Exchange {

    private final HostConnection wire;
    private final Executor io;
    private final Permit permit;
    private final CommandChannel channel;

    private OwnSession(
            HostConnection wire,
            Executor io,
            Permit permit,
            CommandChannel channel,
            Receiver receiver,
            OutputListener listener,
            String mark) {
        super(wire, channel, receiver, listener, mark);
        this.wire = wire;
        this.io = io;
        this.permit = permit;
        this.channel = channel;
    }

    /** Makes one; {@code counted} if leave to open a session was got for it. */
    static OwnSession of(
            HostConnection wire, Executor io, String mark, int mostBytes, OutputListener listener, boolean counted) {
        Permit permit = new Permit(wire, counted);
        Receiver receiver = new Receiver(mark, mostBytes, listener != null);
        CommandChannel channel = new CommandChannel(wire, receiver, permit::release);
        return new OwnSession(wire, io, permit, channel, receiver, listener, mark);
    }

    /** Sends the line. False if the server did not open a session in time; then nothing was sent. */
    boolean send(String line, byte[] input, Deadline deadline)
            throws NotSentException, OpenFailException, InterruptedException {
        try {
            if (!channel.open(deadline.left())) {
                return false;
            }
            sent();
            channel.run(line);
        } catch (OpenFailException e) {
            throw e;
        } catch (SSHException e) {
            throw unsent(e);
        }
        if (input.length <= Math.min(CommandChannel.SMALL_INPUT, channel.getRemoteWinSize())) {
            feed(input);
        } else {
            // A program that doesn't read its input must not hold up the thread that reads its output.
            io.execute(() -> feed(input));
        }
        return true;
    }

    /**
     * Asks the server, which answers in order: what it had read of the command's output comes before its answer. Only then does silence
     * mean something.
     */
    @Override
    boolean nothingIsOnItsWay(Deadline limit) throws InterruptedException {
        openWindow();
        long before = receiver().count();
        boolean silent = answered(limit) && receiver().count() == before;
        receiver().calm();
        return silent;
    }

    /** Asks the server: if it knows how the command ended, that comes before its answer. */
    @Override
    void lookForEnd(Deadline limit) throws InterruptedException {
        boolean unused = wire.alive() && answered(limit);
    }

    private boolean answered(Deadline limit) throws InterruptedException {
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
            return answer.isFulfilled();
        } catch (TransportException e) {
            wire.failed(e);
            return false;
        }
    }

    @Override
    OptionalInt exitCode() {
        Integer status = channel.getExitStatus();
        if (status != null) {
            return OptionalInt.of(status);
        }
        String signal = channel.endingSignal();
        return Signals.exitCode(signal == null ? "" : signal);
    }

    /** The server opened no session. */
    void release() {
        permit.release();
    }

    @Override
    void kill() {
        signal(Signal.KILL);
    }

    @Override
    void leave() {
        permit.leave();
        wire.commandEnded();
        channel.leave(io);
    }

    private void feed(byte[] input) {
        try {
            channel.feed(input);
        } catch (SSHException e) {
            wire.failed(e);
        }
    }
}
