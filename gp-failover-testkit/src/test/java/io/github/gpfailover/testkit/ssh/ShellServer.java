package io.github.gpfailover.testkit.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.testkit.internal.ssh.KeyDirectory;
import io.github.gpfailover.testkit.internal.ssh.SharedIo;
import io.github.gpfailover.testkit.internal.ssh.SshKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.forward.DirectTcpipFactory;

/**
 * An SSH server with real processes in this program: it runs what it is asked to as {@code setsid sh -c TEXT}, or by another shell, as this user, in this user's
 * home. It exists so that a transport is tested over real SSH without a system's server. Lets in one user with one key, made for it.
 * Thread-safe.
 */
final class ShellServer implements AutoCloseable {

    static final String USER = "gpadmin";

    private final SshServer server = SshServer.setUpDefaultServer();
    private final SharedIo io = new SharedIo();
    private final KeyDirectory files = new KeyDirectory();
    private final KeyPair hostKey;
    private final KeyPair clientKey = SshKeys.make();
    private final Path privateKey;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> commands = new ArrayList<>();
    private final Set<ShellProcess> running = ConcurrentHashMap.newKeySet();

    /** How a server differs from a plain one; null and 0 stand for plain. */
    record Options(
            KeyPair hostKey,
            String password,
            int port,
            int sessionsPerConnection,
            String noExitStatusFor,
            List<String> shell) {

        static Options plain() {
            return new Options(null, null, 0, 0, null, List.of("sh", "-c"));
        }

        /** Has it show that key. */
        Options withHostKey(KeyPair key) {
            return new Options(key, password, port, sessionsPerConnection, noExitStatusFor, shell);
        }

        /** Has it let the user in with that password too. */
        Options withPassword(String word) {
            return new Options(hostKey, word, port, sessionsPerConnection, noExitStatusFor, shell);
        }

        /** Has it listen on that port. */
        Options withPort(int number) {
            return new Options(hostKey, password, number, sessionsPerConnection, noExitStatusFor, shell);
        }

        /** Has it refuse more sessions than that on one connection. */
        Options withSessionsPerConnection(int most) {
            return new Options(hostKey, password, port, most, noExitStatusFor, shell);
        }

        /** Has it run texts by that shell, whose last argument they become. */
        Options withShell(String... words) {
            return new Options(hostKey, password, port, sessionsPerConnection, noExitStatusFor, List.of(words));
        }

        /** Has it close the channel without a status after a command whose text holds that. */
        Options withoutExitStatusFor(String marker) {
            return new Options(hostKey, password, port, sessionsPerConnection, marker, shell);
        }
    }

    private ShellServer(Options options) {
        hostKey = options.hostKey() != null ? options.hostKey() : SshKeys.make();
        privateKey = files.write("id_ecdsa", SshKeys.privateKeyFile(clientKey, null));
        io.serve(server);
        server.setHost("127.0.0.1");
        server.setPort(options.port());
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setUserAuthFactories(
                options.password() == null
                        ? List.of(UserAuthPublicKeyFactory.INSTANCE)
                        : List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
        server.setPublickeyAuthenticator((user, key, session) -> letsIn(user, key));
        server.setPasswordAuthenticator((user, word, session) -> user.equals(USER) && word.equals(options.password()));
        server.setChannelFactories(
                List.of(new ShellChannel.Maker(options.sessionsPerConnection()), DirectTcpipFactory.INSTANCE));
        server.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        server.setCommandFactory((channel, text) -> command((ShellChannel) channel, text, options));
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionCreated(Session session) {
                connections.incrementAndGet();
            }
        });
    }

    /** Starts a plain server. */
    static ShellServer start() {
        return start(Options.plain());
    }

    /** Starts a server. */
    static ShellServer start(Options options) {
        ShellServer started = new ShellServer(options);
        try {
            started.server.start();
        } catch (IOException e) {
            started.close();
            throw new UncheckedIOException(e);
        }
        return started;
    }

    int port() {
        return server.getPort();
    }

    /** Where a host of that name is reached if it is this server. */
    SshEndpoint endpoint(String host) {
        return endpoint(host, port());
    }

    /** Where a host of that name is reached if a port of this machine leads to this server. */
    static SshEndpoint endpoint(String host, int port) {
        return new SshEndpoint(HostName.of(host), "127.0.0.1", port, USER);
    }

    /** The file of the key that it lets in. */
    Path privateKey() {
        return privateKey;
    }

    /** A file of the same key, encrypted. */
    Path privateKey(String passphrase) {
        return files.write("id_encrypted", SshKeys.privateKeyFile(clientKey, passphrase));
    }

    /** A file of known hosts that knows it on its own port and on others that lead to it. */
    Path knownHosts(int... otherPorts) {
        StringBuilder lines = new StringBuilder(knownHost(port())).append('\n');
        for (int port : otherPorts) {
            lines.append(knownHost(port)).append('\n');
        }
        return files.write("known_hosts", lines.toString());
    }

    /** Its line for known_hosts, on that port. */
    String knownHost(int port) {
        return SshKeys.knownHost(port, hostKey.getPublic());
    }

    /** Has it show a certificate of its key to those who connect from now on. */
    void showCertificate(OpenSshCertificate certificate) {
        server.setHostKeyCertificateProvider(session -> List.of(certificate));
    }

    /** Changes it for those who connect from now on. */
    void adapt(Consumer<SshServer> change) {
        change.accept(server);
    }

    KeyPair hostKey() {
        return hostKey;
    }

    /** How many connections it took. */
    int connections() {
        return connections.get();
    }

    /** How many stand. */
    int openConnections() {
        return server.getActiveSessions().size();
    }

    /** The texts that it was asked to run. */
    synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    /** Kills what still runs, and ends. */
    @Override
    public void close() {
        running.forEach(ShellProcess::kill);
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        io.close();
        files.close();
    }

    private boolean letsIn(String user, PublicKey key) {
        return user.equals(USER) && KeyUtils.compareKeys(key, clientKey.getPublic());
    }

    private synchronized ShellProcess command(ShellChannel channel, String text, Options options) {
        commands.add(text);
        boolean status = options.noExitStatusFor() == null || !text.contains(options.noExitStatusFor());
        ShellProcess process = new ShellProcess(channel, options.shell(), text, status, io.commands());
        running.add(process);
        channel.addCloseFutureListener(closed -> {
            // What runs on without its channel is ended with the server.
            if (process.hasEnded()) {
                running.remove(process);
            }
        });
        return process;
    }
}
