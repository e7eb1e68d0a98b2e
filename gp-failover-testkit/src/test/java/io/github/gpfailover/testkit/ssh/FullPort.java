package io.github.gpfailover.testkit.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A host that answers no packet, without a network: a port whose queue is full, so that the system drops what comes to
 * connect.
 */
final class FullPort implements AutoCloseable {

    private static final int MOST = 64;

    private final List<Socket> queue = new ArrayList<>();
    private final ServerSocket listener;

    FullPort() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        while (!full()) {
            if (queue.size() > MOST) {
                close();
                throw new IOException("this system takes every connection, whatever the queue");
            }
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    private boolean full() throws IOException {
        Socket socket = new Socket();
        queue.add(socket);
        try {
            socket.connect(listener.getLocalSocketAddress(), 250);
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            for (Socket socket : queue) {
                socket.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
