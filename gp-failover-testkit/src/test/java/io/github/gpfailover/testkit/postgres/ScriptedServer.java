package io.github.gpfailover.testkit.postgres;

import io.github.gpfailover.cluster.InstanceLocation;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that answers a login byte for byte as a Greenplum server was recorded to, which no other PostgreSQL server does. It has the
 * beginning of the protocol, and hands over to a script. Closing it ends all connections.
 */
final class ScriptedServer implements AutoCloseable {

    /** What a server does with one login. */
    interface Script {

        /** Answers; the connection is closed at its end. */
        void answer(Map<String, String> startup, WireSession session) throws IOException;
    }

    private static final int SSL_REQUEST = 80877103;
    private static final int LONGEST_STARTUP = 10_000;

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Map<String, String>> logins = new CopyOnWriteArrayList<>();
    private final List<String> queries = new CopyOnWriteArrayList<>();

    private ScriptedServer(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::acceptAll).start();
    }

    static ScriptedServer of(Script script) {
        try {
            return new ScriptedServer(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server that takes connections and says nothing on them. */
    static Script silence() {
        return (startup, session) -> session.waitForEnd();
    }

    InstanceLocation location() {
        return InstanceLocation.of("127.0.0.1", listener.getLocalPort(), "/data/master/gpseg-1");
    }

    /** What each login that was begun asked for. */
    List<Map<String, String>> logins() {
        return logins;
    }

    /** What was asked in all sessions, one entry a message. */
    List<String> queries() {
        return queries;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                daemon(() -> serve(socket)).start();
            } catch (IOException e) {
                // The listener was closed: the test is over.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            int length = in.readInt();
            int code = in.readInt();
            if (code == SSL_REQUEST) {
                socket.getOutputStream().write('N');
                length = in.readInt();
                code = in.readInt();
            }
            if (length < 8 || length > LONGEST_STARTUP) {
                return;
            }
            byte[] rest = in.readNBytes(length - 8);
            Map<String, String> startup = parameters(rest);
            logins.add(startup);
            script.answer(startup, new WireSession(in, socket.getOutputStream(), queries));
        } catch (IOException e) {
            // The client went away, as it may at any time.
            return;
        } finally {
            open.remove(socket);
        }
    }

    private static Map<String, String> parameters(byte[] text) {
        String[] words = new String(text, StandardCharsets.UTF_8).split("\0", -1);
        Map<String, String> all = new TreeMap<>();
        for (int i = 0; i + 1 < words.length && !words[i].isEmpty(); i += 2) {
            all.put(words[i], words[i + 1]);
        }
        return all;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        return thread;
    }
}
