package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.OutputListener.Stream;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * A session for one command.
 *
 * <p>Exists because sshj's own gives two streams that a thread each must wait on; this one hands the bytes over as they come, so that
 * a command needs no thread but its caller's, and can be left at any time.
 */
final class CommandChannel extends SessionChannel {

    private final Receiver receiver;
    private final Runnable finished;
    private volatile boolean left;

    CommandChannel(Connection connection, Receiver receiver, Runnable finished) {
        super(connection);
        this.receiver = receiver;
        this.finished = finished;
    }

    /** Opens the session; false if the other side had not answered in time. */
    boolean open(long nanos) throws ConnectionException, TransportException {
        trans.write(buildOpenReq());
        try {
            openEvent.await(Math.max(1, nanos / 1_000), TimeUnit.MICROSECONDS);
            return true;
        } catch (ConnectionException e) {
            if (openEvent.inError() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return false;
        }
    }

    /** Asks the server to run a line of shell. It goes out whole or not at all. */
    void run(String line) throws TransportException {
        sendChannelRequest("exec", true, new Buffer.PlainBuffer().putString(line, getRemoteCharset()));
    }

    /** Lets the other side send more, where it is about to run out of leave to do so. */
    void openWindow() throws TransportException {
        synchronized (lwin) {
            long more = lwin.neededAdjustment();
            if (more > 0) {
                lwin.expand(more);
                trans.write(newBuffer(Message.CHANNEL_WINDOW_ADJUST).putUInt32(more));
            }
        }
    }

    /** Says that nothing that still comes is looked at; true if the session must be closed. One that opens later closes by itself. */
    boolean leave() {
        left = true;
        return isOpen();
    }

    /** Closes the session without waiting for the other side. */
    void closeNow() throws TransportException {
        sendClose();
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws SSHException {
        super.handle(message, packet);
        if (message == Message.CHANNEL_FAILURE) {
            receiver.refused();
        } else if (message == Message.CHANNEL_OPEN_CONFIRMATION && left) {
            sendClose();
        }
    }

    @Override
    protected void receiveInto(ChannelInputStream stream, SSHPacket packet) throws SSHException {
        int length;
        try {
            length = packet.readUInt32AsInt();
        } catch (Buffer.BufferException e) {
            throw new ConnectionException(e);
        }
        if (length < 0 || length > getLocalMaxPacketSize() || length > packet.available()) {
            throw new ConnectionException(DisconnectReason.PROTOCOL_ERROR, "Bad item length: " + length);
        }
        lwin.consume(length);
        Stream from = stream == getErrorStream() ? Stream.STDERR : Stream.STDOUT;
        receiver.data(from, packet.array(), packet.rpos(), length, lwin.neededAdjustment() > 0);
    }

    @Override
    public void handleRequest(String request, SSHPacket packet) throws ConnectionException, TransportException {
        super.handleRequest(request, packet);
        if (getExitStatus() != null || getExitSignal() != null) {
            receiver.exited();
        }
    }

    @Override
    protected void eofInputStreams() {
        super.eofInputStreams();
        receiver.ended();
    }

    @Override
    public void notifyError(SSHException error) {
        // The connection may break while this is being made.
        if (receiver != null) {
            receiver.broke(error);
        }
        super.notifyError(error);
    }

    @Override
    protected void finishOff() {
        super.finishOff();
        if (receiver != null) {
            receiver.closed();
            finished.run();
        }
    }
}
