package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.OutputListener.Stream;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import io.github.gpfailover.ssh.internal.line.Opening;
import io.github.gpfailover.ssh.internal.line.Writing;
import java.util.concurrent.Executor;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;
import net.schmizz.sshj.transport.TransportException;

/**
 * A session on which a line of shell runs.
 *
 * <p>It exists because sshj's own gives two streams that a thread each must wait on; this one passes the bytes on as they come, so that
 * a command needs no thread but its caller's, and can be left at any time.
 */
final class CommandChannel extends SessionChannel {

    /** Input that goes out at once, whatever the other side does with it. */
    static final int SMALL_INPUT = 16 * 1024;

    private static final long PLENTY = 1L << 40;

    private final HostConnection wire;
    private final ChannelEvents events;
    private final Runnable finished;
    private final Object sending = new Object();
    private boolean closing;
    private volatile String endingSignal;
    private volatile boolean over;
    private volatile boolean left;

    CommandChannel(HostConnection wire, ChannelEvents events, Runnable finished) {
        super(wire.connection());
        this.wire = wire;
        this.events = events;
        this.finished = finished;
    }

    /** Opens the session; false if the other side had not answered in time. */
    boolean open(long nanos) throws ConnectionException, TransportException {
        // One whose death was told before this session was known to it would never tell this one.
        if (!wire.alive()) {
            throw new ConnectionException(wire.whyDead());
        }
        Writing.write(trans, buildOpenReq());
        return Opening.await(openEvent, nanos);
    }

    /** Asks the server to run a line of shell. It goes out whole or not at all. */
    void run(String line) throws TransportException {
        for (int i = 1; ; i++) {
            try {
                sendChannelRequest("exec", true, new Buffer.PlainBuffer().putString(line, getRemoteCharset()));
                return;
            } catch (TransportException e) {
                if (!Writing.again(trans, e, i)) {
                    throw e;
                }
            }
        }
    }

    /** Hands over the line's whole input, and its end. Waits while nobody reads it, until somebody does or the session has ended. */
    void feed(byte[] input) throws ConnectionException, TransportException {
        if (write(input, 0, input.length)) {
            boolean unused = send(newBuffer(Message.CHANNEL_EOF));
        }
    }

    /**
     * Hands over input; false if the session has ended. Waits while nobody reads it.
     *
     * <p>Not by sshj's stream: a thread that waits in it holds it, and the thread that reads the connection waits for it on closing.
     */
    boolean write(byte[] bytes, int from, int to) throws ConnectionException, TransportException {
        int sent = from;
        while (sent < to) {
            long allowed = rwin.getSize();
            if (allowed <= 0) {
                allowed = rwin.awaitExpansion(0);
            }
            int length = (int) Math.min(Math.min(allowed, rwin.getMaxPacketSize()), to - sent);
            if (!send(newBuffer(Message.CHANNEL_DATA).putBytes(bytes, sent, length))) {
                return false;
            }
            rwin.consume(length);
            sent += length;
        }
        return true;
    }

    private boolean send(SSHPacket packet) throws TransportException {
        synchronized (sending) {
            if (over || closing || !isOpen()) {
                return false;
            }
            Writing.write(trans, packet);
            return true;
        }
    }

    /** Lets the other side send more, where it is about to run out of leave to do so. */
    void openWindow() {
        synchronized (lwin) {
            long more = lwin.neededAdjustment();
            if (more > 0) {
                widenWindow(more);
            }
        }
    }

    /** Lets the other side send that many bytes more. */
    void widenWindow(long bytes) {
        try {
            synchronized (lwin) {
                lwin.expand(bytes);
                Writing.write(trans, newBuffer(Message.CHANNEL_WINDOW_ADJUST).putUInt32(bytes));
            }
        } catch (TransportException e) {
            wire.failed(e);
        }
    }

    /**
     * Says that nothing that still comes is read, and has the session closed, which waits neither for that nor for the other side. One
     * that opens later closes by itself.
     */
    void leave(Executor io) {
        left = true;
        if (isOpen()) {
            io.execute(() -> {
                try {
                    sendClose();
                } catch (TransportException e) {
                    wire.failed(e);
                }
            });
        }
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws SSHException {
        super.handle(message, packet);
        if (message == Message.CHANNEL_FAILURE) {
            events.refused();
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
        events.data(from, packet.array(), packet.rpos(), length, lwin.neededAdjustment() > 0);
    }

    /** Gives the signal that ended the command; null if none did. */
    String endingSignal() {
        return endingSignal;
    }

    @Override
    public void handleRequest(String request, SSHPacket packet) throws ConnectionException, TransportException {
        if (request.equals("exit-signal")) {
            // sshj would close the channel at once, and output that is still coming would be lost.
            try {
                endingSignal = packet.readString();
            } catch (Buffer.BufferException e) {
                throw new ConnectionException(e);
            }
            events.exited();
            return;
        }
        super.handleRequest(request, packet);
        if (getExitStatus() != null) {
            events.exited();
        }
    }

    @Override
    protected void eofInputStreams() {
        super.eofInputStreams();
        events.ended();
    }

    @Override
    public void notifyError(SSHException error) {
        // The connection may break while this is being made.
        if (events != null) {
            events.broke(error);
        }
        super.notifyError(error);
    }

    @Override
    protected void sendClose() throws TransportException {
        synchronized (sending) {
            closing = true;
            super.sendClose();
        }
    }

    /** Does nothing: sshj's streams are not used, and closing the one for input would send a second end of it. */
    @Override
    protected void closeAllStreams() {}

    @Override
    protected void finishOff() {
        over = true;
        if (rwin != null) {
            // Wakes a thread that waits for the command to read.
            rwin.expand(PLENTY);
        }
        super.finishOff();
        if (events != null) {
            // First the leave to open another session, then the news that wakes the caller.
            finished.run();
            events.closed();
        }
    }
}
