package io.github.gpfailover.testkit.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One connection over a {@link FaultyLink}: a socket to the client, and one to the server unless the client is left alone. */
final class FaultyConnection {

    private final Socket client;
    private final Socket server = new Socket();
    private final LinkState state;

    FaultyConnection(Socket client, LinkState state) {
        this.client = client;
        this.state = state;
    }

    /** Connects to the server; a client whose server is not there is reset. */
    boolean connect(int port) {
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            reset();
            return false;
        }
    }

    /** Carries bytes in one direction until the line ends. */
    void pump(FaultyLink.Towards end) {
        boolean up = end == FaultyLink.Towards.SERVER;
        byte[] portion = new byte[16 * 1024];
        try {
            InputStream in = (up ? client : server).getInputStream();
            OutputStream out = (up ? server : client).getOutputStream();
            while (true) {
                int read = in.read(portion);
                LinkState.Leave leave = state.await(end, Math.max(0, read));
                if (read < 0) {
                    (up ? server : client).shutdownOutput();
                    return;
                }
                out.write(portion, 0, leave.bytes());
                if (leave.thenCut()) {
                    reset();
                    return;
                }
            }
        } catch (IOException e) {
            reset();
        }
    }

    /** Ends both halves as a broken line does: at once, with a reset. */
    void reset() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // It is closed already.
            }
        }
    }
}
