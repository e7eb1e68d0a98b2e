package io.github.gpfailover.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.ssh.internal.auth.Identities;
import io.github.gpfailover.ssh.internal.line.Connections;
import io.github.gpfailover.stability.Stable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The builder of an {@link SshTransport}.
 *
 * <p>It exists because nothing needs to be set for hosts that {@code ssh HOST} reaches, and everything can be:
 *
 * <table>
 * <caption>Defaults</caption>
 * <tr><th>setting</th><th>default</th></tr>
 * <tr><td>{@link #config}</td><td>{@code ~/.ssh/config}, if there is one</td></tr>
 * <tr><td>{@link #user}</td><td>the one of the settings file, else this program's user</td></tr>
 * <tr><td>{@link #host}</td><td>the host's own name, port 22, or what the settings file says</td></tr>
 * <tr><td>{@link #privateKey}</td><td>the settings file's, the agent's, then {@code ~/.ssh/id_ed25519}, {@code id_ecdsa} and {@code
 * id_rsa}</td></tr>
 * <tr><td>{@link #agent}</td><td>the settings file's {@code IdentityAgent}, else the one at {@code
 * SSH_AUTH_SOCK}</td></tr>
 * <tr><td>{@link #passphrase}, {@link #password}</td><td>none</td></tr>
 * <tr><td>{@link #hostKeys}</td><td>{@link HostKeyPolicy#knownHosts()}: strict</td></tr>
 * <tr><td>{@link #jump}</td><td>the settings file's {@code ProxyJump}</td></tr>
 * <tr><td>{@link #connectTimeout}</td><td>the settings file's, else 5 seconds</td></tr>
 * <tr><td>{@link #keepAlive}</td><td>10 seconds</td></tr>
 * <tr><td>{@link #reconnectPause}</td><td>1 second, at most 10 seconds</td></tr>
 * <tr><td>{@link #sessionsPerHost}</td><td>8</td></tr>
 * <tr><td>{@link #outputLimit}</td><td>8 MiB</td></tr>
 * <tr><td>{@link #sessionPerCommand}</td><td>no: workers on the host run the commands</td></tr>
 * </table>
 *
 * <p>What is set here outweighs the settings file. Not thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class SshTransportBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(SshTransport.class);
    private static final Duration LONGEST_TIME = Duration.ofDays(1);

    private final Map<HostName, SshEndpoint> endpoints = new LinkedHashMap<>();
    private final Map<HostName, List<HostName>> jumps = new LinkedHashMap<>();
    private final List<Path> privateKeys = new ArrayList<>();
    private final Given given = new Given();
    private @Nullable SshConfig config;
    private @Nullable String user;
    private @Nullable PassphraseSource passphrase;
    private @Nullable SshPasswords password;
    private Optional<Path> agent = Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
            .filter(s -> !s.isBlank())
            .map(Path::of);
    private boolean agentSaid;
    private HostKeyPolicy hostKeys = HostKeyPolicy.knownHosts();
    private @Nullable Duration connectTimeout;
    private Duration keepAlive = Duration.ofSeconds(10);
    private Duration firstPause = Duration.ofSeconds(1);
    private Duration longestPause = Duration.ofSeconds(10);
    private int sessionsPerHost = 8;
    private int outputLimit = 8 * 1024 * 1024;
    private boolean sessionPerCommand;

    SshTransportBuilder() {}

    /**
     * Says which OpenSSH settings count.
     *
     * @param settings the settings, or {@link SshConfig#none()}
     * @return this builder
     * @throws NullPointerException if they are null
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder config(SshConfig settings) {
        given.once("config");
        config = Checks.notNull(settings, "config");
        return this;
    }

    /**
     * Says as whom to log in to hosts that have no endpoint of their own. For a host that is only a jump host of another one,
     * its jump's own {@code user@} and the settings file's {@code User} outweigh it, as they do for {@code ssh -l}.
     *
     * @param name the user's name
     * @return this builder
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if it is not a user's name
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder user(String name) {
        given.once("user");
        user = SshEndpoint.of("localhost", name).user();
        return this;
    }

    /**
     * Says where and as whom a host is reached. Of the settings file only keys, jumps and the time-out count for it then. A second
     * endpoint for the same host replaces the first.
     *
     * @param endpoint the host's endpoint
     * @return this builder
     * @throws NullPointerException if it is null
     */
    public SshTransportBuilder host(SshEndpoint endpoint) {
        given.once("host " + Checks.notNull(endpoint, "endpoint").host());
        endpoints.put(endpoint.host(), endpoint);
        return this;
    }

    /**
     * Says through which hosts a host is reached, instead of directly. They are reached at their own addresses, the first of them
     * by the jumps that are set for it.
     *
     * @param host the host
     * @param through the hosts to go through, the nearest first
     * @return this builder
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if one is not a host name, none is given to go through, or the host would go through itself
     */
    public SshTransportBuilder jump(String host, String... through) {
        HostName target = HostName.of(host);
        List<HostName> way = Stream.of(Checks.notNull(through, "hosts to go through"))
                .map(HostName::of)
                .toList();
        if (way.isEmpty() || way.contains(target)) {
            throw new IllegalArgumentException("the way to " + host + " leads through " + way
                    + ", but must lead through at least one other host; write for example jump(\"mdw\", \"bastion\")");
        }
        given.once("jump " + target);
        jumps.put(target, way);
        return this;
    }

    /**
     * Adds a private key file, in OpenSSH's or a PEM format. With one the default files are no longer searched for. The file is read when
     * a connection first needs it, and kept.
     *
     * @param file the file
     * @return this builder
     * @throws NullPointerException if it is null
     */
    public SshTransportBuilder privateKey(Path file) {
        privateKeys.add(Checks.notNull(file, "private key"));
        return this;
    }

    /**
     * Says who knows the passphrases of encrypted key files.
     *
     * @param source is asked when a file is first needed, from a thread of the transport, before the time for connecting begins; after a
     *     wrong answer it is asked again at the next connection
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder passphrase(PassphraseSource source) {
        given.once("passphrase");
        passphrase = Checks.notNull(source, "passphrase source");
        return this;
    }

    /**
     * Says who knows the users' passwords. They are offered after all keys. The time for the answer is part of that for connecting: a
     * person at a keyboard needs a longer {@link #connectTimeout}.
     *
     * @param source is asked when a server takes a password, from a thread of the transport
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder password(SshPasswords source) {
        given.once("password");
        password = Checks.notNull(source, "password source");
        return this;
    }

    /**
     * Says where the ssh-agent listens.
     *
     * @param socket its socket
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder agent(Path socket) {
        given.once("agent");
        agent = Optional.of(Checks.notNull(socket, "agent's socket"));
        agentSaid = true;
        return this;
    }

    /**
     * Says that no ssh-agent is asked.
     *
     * @return this builder
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder noAgent() {
        given.once("agent");
        agent = Optional.empty();
        agentSaid = true;
        return this;
    }

    /**
     * Says which host keys are believed.
     *
     * @param policy the policy
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder hostKeys(HostKeyPolicy policy) {
        given.once("hostKeys");
        hostKeys = Checks.notNull(policy, "host keys");
        return this;
    }

    /**
     * Says how long making a connection may take, from the first packet to the end of the login.
     *
     * @param time the time, at most a day
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not positive, or more than a day
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder connectTimeout(Duration time) {
        given.once("connectTimeout");
        connectTimeout = limited(time, "connectTimeout");
        return this;
    }

    /**
     * Says within which time the death of a host, or of the line to it, is noticed. It is asked for a sign of life four times in it.
     *
     * @param time the time, at most a day
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not positive, or more than a day
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder keepAlive(Duration time) {
        given.once("keepAlive");
        keepAlive = limited(time, "keepAlive");
        return this;
    }

    /**
     * Says how long a host that could not be reached is left alone before it is tried again. The pause doubles with each failure.
     * It ends as soon as another host answers where none did: this machine's own network was away.
     *
     * @param first the first pause, at least 10 ms
     * @param longest the longest one
     * @return this builder
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if the first is below 10 ms, one is more than a day, or the longest is less than the first
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder reconnectPause(Duration first, Duration longest) {
        given.once("reconnectPause");
        limited(first, "first pause");
        limited(longest, "longest pause");
        if (first.toMillis() < 10 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("reconnectPause was " + first + " to " + longest
                    + " but must begin with at least 10 ms, and end with no less than it begins with");
        }
        firstPause = first;
        longestPause = longest;
        return this;
    }

    /**
     * Says how many commands run on a host at once; others wait. OpenSSH allows 10 ({@code MaxSessions}), of which two are left for
     * ending commands. A server that refuses a session is taken to allow as many as it had.
     *
     * @param most the number, 1 to 1000
     * @return this builder
     * @throws IllegalArgumentException if it is not in that range
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder sessionsPerHost(int most) {
        given.once("sessionsPerHost");
        sessionsPerHost = Checks.range(most, "sessionsPerHost", 1, 1000);
        return this;
    }

    /**
     * Says how much of each output of a command is kept.
     *
     * @param bytes the number of bytes, at least 1024; half of it for the beginning, half for the end
     * @return this builder
     * @throws IllegalArgumentException if it is less
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder outputLimit(int bytes) {
        given.once("outputLimit");
        outputLimit = Checks.range(bytes, "outputLimit", 1024, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Says that each command has a session and a login of its own. Without this a few processes are kept on each host, one login each,
     * and run one command after the other; a command's environment is then that of a login up to a minute ago.
     *
     * @return this builder
     * @throws IllegalStateException if it was set already
     */
    public SshTransportBuilder sessionPerCommand() {
        given.once("sessionPerCommand");
        sessionPerCommand = true;
        return this;
    }

    /**
     * Makes the transport. Nothing is connected yet, and no file but the settings file was read.
     *
     * @return the transport
     * @throws SshConfigException if {@code ~/.ssh/config} can't be read or understood
     */
    public SshTransport build() {
        SshConfig settings = config == null ? SshConfig.ofUser() : config;
        Routes routes =
                new Routes(settings, endpoints, jumps, Optional.ofNullable(user), Optional.ofNullable(connectTimeout));
        settings.ignored().forEach(line -> LOG.info("{}", line));
        Identities identities = new Identities(privateKeys, passphrase, password, agent.orElse(null), agentSaid);
        Connections lines = new Connections(
                hostKeys.known(),
                identities,
                sessionsPerHost,
                keepAlive,
                new Connections.Pauses(firstPause, longestPause));
        return new SshTransport(routes, lines, outputLimit, !sessionPerCommand, settings);
    }

    private static Duration limited(Duration time, String what) {
        Checks.positive(time, what);
        if (time.compareTo(LONGEST_TIME) > 0) {
            throw new IllegalArgumentException(what + " was " + time + " but must be a day at most");
        }
        return time;
    }
}
