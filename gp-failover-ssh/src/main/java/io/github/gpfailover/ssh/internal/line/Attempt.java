package io.github.gpfailover.ssh.internal.line;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.ssh.internal.auth.Identities;
import io.github.gpfailover.ssh.internal.hostkey.HostKeyCheck;
import io.github.gpfailover.ssh.internal.route.Hop;
import io.github.gpfailover.ssh.internal.route.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.method.AuthMethod;

/**
 * One attempt to make a connection and log in.
 *
 * <p>It exists because each part of it can hang, and some of them can't be interrupted: whoever gives it up takes its socket away, and
 * knows by its phase how far it came.
 */
final class Attempt {

    private final Route route;
    private final Hop hop;
    private final HostConnection before;
    private final ConnectionSettings ways;
    private final CompletableFuture<HostConnection> made = new CompletableFuture<>();
    private final AtomicReference<String> death = new AtomicReference<>();
    private final AtomicReference<String> farewell = new AtomicReference<>();
    private volatile Phase phase = Phase.PREPARE;
    private volatile Socket socket;
    private volatile Tunnel tunnel;
    private volatile SSHClient client;
    private volatile Config algorithms;
    private volatile HostKeyCheck hostKey;
    private volatile Identities.Offer offer;

    /** Makes an attempt that goes out from this machine, or from the end of another connection. */
    Attempt(Route route, HostConnection before, ConnectionSettings ways) {
        this.route = route;
        this.hop = route.target();
        this.before = before;
        this.ways = ways;
    }

    /** Gives the connection, or why there is none; it is given no later than the connect timeout allows. */
    CompletableFuture<HostConnection> made() {
        return made;
    }

    /** Makes the connection. May hang; see {@link #giveUp()}. */
    void run() {
        try {
            hostKey = new HostKeyCheck(
                    ways.knownHosts(),
                    hop.host(),
                    hop.endpoint().address(),
                    hop.endpoint().port());
            algorithms = HostAlgorithms.of(ways.sshj(), hop.keys(), hop.host());
            offer = ways.identities().offer(hop.host(), hop.endpoint().user(), hop.identityFiles(), hop.keys());
            var limit = ways.later(this::giveUp, hop.connectTimeout());
            try {
                connect();
                logIn(offer.methods());
            } finally {
                limit.cancel(false);
            }
            HostConnection wire = new HostConnection(route, client, socket, tunnel, ways.sessions(), death, ways.io());
            if (!made.complete(wire)) {
                wire.die(HostConnection.CLOSED);
            }
        } catch (TransportException e) {
            fail(e);
        } catch (IOException | RuntimeException | LinkageError e) {
            fail(new Faults(route, phase, client, offer).of(e, farewell.get()));
        }
    }

    /** Gives it up: what hangs on it ends, since its socket is taken away. */
    void giveUp() {
        fail(new Faults(route, phase, client, offer).noAnswer(hop.connectTimeout()));
    }

    private void fail(TransportException seen) {
        TransportException why = hostKey == null ? seen : hostKey.refusal().orElse(seen);
        made.completeExceptionally(why);
        HostConnection.closeQuietly(socket);
        Tunnel opened = tunnel;
        if (opened != null) {
            // It writes on the connection below, which may hang.
            ways.io().execute(opened::drop);
        }
    }

    /** Ends what would go on unwatched: it was given up while there was nothing yet to take away. */
    private void requireWanted() throws IOException {
        if (made.isDone()) {
            throw new IOException("it was given up");
        }
    }

    private void connect() throws IOException {
        client = new SSHClient(algorithms);
        client.addHostKeyVerifier(hostKey);
        client.getTransport().setTimeoutMs((int) hop.connectTimeout().toMillis());
        // Waits are ours, with the limits that callers set.
        client.getConnection().setTimeoutMs(Integer.MAX_VALUE);
        client.getTransport().setDisconnectListener((reason, message) -> {
            farewell.compareAndSet(null, message);
            death.compareAndSet(null, message == null ? "" : message);
        });
        String address = hop.endpoint().address();
        int port = hop.endpoint().port();
        if (before == null) {
            openSocket(address, port);
            client.setSocketFactory(new Connected(socket));
            phase = Phase.GREETING;
            client.connect(address, port);
        } else {
            openTunnel(address, port);
            phase = Phase.GREETING;
            client.connectVia(tunnel);
        }
    }

    private void openSocket(String address, int port) throws IOException {
        Deadline deadline = Deadline.in(hop.connectTimeout());
        phase = Phase.RESOLVE;
        List<InetAddress> all = List.of(InetAddress.getAllByName(address));
        phase = Phase.CONNECT;
        requireWanted();
        for (int i = 0; i < all.size(); i++) {
            Socket next = new Socket();
            socket = next;
            try {
                requireWanted();
                next.setTcpNoDelay(true);
                next.connect(
                        new InetSocketAddress(all.get(i), port), Math.max(1, deadline.leftMillis() / (all.size() - i)));
                return;
            } catch (IOException e) {
                HostConnection.closeQuietly(next);
                if (i == all.size() - 1 || made.isDone()) {
                    throw e;
                }
            }
        }
    }

    private void openTunnel(String address, int port) throws IOException {
        phase = Phase.CONNECT;
        before.carry();
        tunnel = new Tunnel(before.connection(), address, port);
        requireWanted();
        if (!tunnel.open(hop.connectTimeout().toNanos())) {
            throw new SocketTimeoutException("timed out");
        }
    }

    private void logIn(List<AuthMethod> methods) throws IOException {
        phase = Phase.LOGIN;
        HostAlgorithms.loggingIn(algorithms, true);
        try {
            client.auth(hop.endpoint().user(), methods);
        } finally {
            HostAlgorithms.loggingIn(algorithms, false);
        }
        phase = Phase.START;
    }

    /**
     * A factory that hands out the one socket that is connected already. It exists because sshj otherwise connects by itself, and by the
     * first address alone.
     */
    private static final class Connected extends SocketFactory {

        private final Socket socket;

        Connected(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
