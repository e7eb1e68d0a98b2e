package io.github.gpfailover.ssh.internal.line;

import io.github.gpfailover.ssh.internal.route.Route;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that is logged in.
 *
 * <p>It exists because sshj's client does not say why it died, and can't be ended while a thread hangs in it. Thread-safe.
 */
public final class HostConnection {

    private static final Logger LOG = LoggerFactory.getLogger(HostConnection.class);

    private static final int MOST_LEFT = 1;

    static final String CLOSED = "the transport was closed";

    private final Route route;
    private final SSHClient client;
    private final Socket socket;
    private final Tunnel tunnel;
    private final Sessions sessions;
    private final AtomicReference<String> death;
    private final Executor io;
    private volatile boolean carries;
    private volatile boolean retired;

    HostConnection(
            Route route,
            SSHClient client,
            Socket socket,
            Tunnel tunnel,
            int sessions,
            AtomicReference<String> death,
            Executor io) {
        this.io = io;
        this.route = route;
        this.client = client;
        this.socket = socket;
        this.tunnel = tunnel;
        this.sessions = new Sessions(sessions);
        this.death = death;
    }

    /** Gives its route. */
    public Route route() {
        return route;
    }

    /** Gives what sessions are opened on. */
    public Connection connection() {
        return client.getConnection();
    }

    /** Gives how many sessions there may be. */
    public Sessions sessions() {
        return sessions;
    }

    /** Says whether it is not known to be dead. */
    public boolean alive() {
        return death.get() == null && client.getTransport().isRunning();
    }

    /** Says whether new commands may go over it. */
    boolean usable() {
        return !retired && alive();
    }

    /** Takes note that other connections go through it. */
    void carry() {
        carries = true;
    }

    /**
     * Takes note that a command is over. A connection with sessions that hang on the host takes no new commands, and ends with its last
     * one: the server counts what hangs against those that it allows.
     */
    public void commandEnded() {
        if (sessions.left() > MOST_LEFT) {
            retired = true;
        }
        if (retired) {
            sessions.keepNone();
        }
        if (retired && !carries && sessions.used() == 0) {
            io.execute(() -> die("commands hang on it"));
        }
    }

    /** Takes no new commands, because the server opens no session. */
    public void retire() {
        retired = true;
        commandEnded();
    }

    /** Gives why it died, for people. */
    public String whyDead() {
        String why = death.get();
        return why == null || why.isBlank() ? "the other side closed it" : why;
    }

    /** Ends it because something on it failed. */
    public void failed(Throwable why) {
        die(String.valueOf(why.getMessage()));
    }

    /** Ends it at once, and informs everybody who waits on it. */
    void die(String why) {
        if (death.compareAndSet(null, why)) {
            LOG.info("the connection to {} ended: {}", route, why);
        }
        cut();
        if (tunnel != null) {
            // It writes on the connection below, which may hang.
            io.execute(tunnel::drop);
        }
    }

    /** Takes the socket away. */
    void cut() {
        closeQuietly(socket);
    }

    /** Says good-bye and ends it. */
    void close() {
        death.compareAndSet(null, CLOSED);
        try {
            client.disconnect();
        } catch (IOException e) {
            // It is gone already.
        }
        die(CLOSED);
    }

    static void closeQuietly(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // Nothing is left to be done about it.
        }
    }
}
