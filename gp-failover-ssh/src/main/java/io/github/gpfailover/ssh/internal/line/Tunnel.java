package io.github.gpfailover.ssh.internal.line;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import net.schmizz.sshj.transport.TransportException;

/**
 * A connection that a jump host makes for us.
 *
 * <p>It exists because sshj's own waits for as long as the connection below is set to, and takes that connection down with it when data
 * comes for one that was given up.
 */
final class Tunnel extends DirectConnection {

    private static final long PLENTY = 1L << 40;

    private volatile boolean dropped;

    Tunnel(Connection connection, String address, int port) {
        super(connection, address, port);
    }

    /** Opens it; false if the jump host had not answered in time. */
    boolean open(long nanos) throws ConnectionException, TransportException {
        Writing.write(trans, buildOpenReq());
        return Opening.await(openEvent, nanos);
    }

    /** Gives it up: whoever reads or writes on it gets an error. May wait for the connection below to take a packet. */
    void drop() {
        dropped = true;
        ((ChannelInputStream) getInputStream()).eof();
        try {
            if (isOpen()) {
                sendClose();
                // Wakes a thread that waits for leave to send more.
                rwin.expand(PLENTY);
            }
        } catch (TransportException e) {
            // The connection below is gone, and this one with it.
        }
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws SSHException {
        super.handle(message, packet);
        if (message == Message.CHANNEL_OPEN_CONFIRMATION && dropped) {
            sendClose();
        }
    }

    @Override
    protected void receiveInto(ChannelInputStream stream, SSHPacket packet) throws SSHException {
        if (!dropped) {
            super.receiveInto(stream, packet);
            return;
        }
        try {
            lwin.consume(packet.readUInt32());
        } catch (Buffer.BufferException e) {
            throw new ConnectionException(e);
        }
    }
}
