package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.PassphraseSource;
import io.github.gpfailover.ssh.SshPasswords;
import io.github.gpfailover.ssh.internal.KeyBlob;
import io.github.gpfailover.ssh.internal.config.AgentChoice;
import io.github.gpfailover.ssh.internal.config.AlgorithmChoice;
import io.github.gpfailover.ssh.internal.config.AlgorithmList;
import io.github.gpfailover.ssh.internal.config.KeySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.schmizz.sshj.userauth.method.AuthMethod;

/**
 * What a transport's users log in with.
 *
 * <p>It exists so that keys are opened once for all hosts, in one order: the keys that were named, those of the agent, the usual files where
 * none was named, the password. A named key with a passphrase that the agent holds is left to the agent, as OpenSSH does. Thread-safe.
 */
public final class Identities {

    /** What one login is tried with. */
    public interface Offer {

        /**
         * Gives what to try, in order, for one login only.
         *
         * @return the methods; empty if there is nothing to try
         */
        List<AuthMethod> methods();

        /**
         * Says what is offered and what could not be, for a message; after the login also what went wrong with it.
         *
         * @return for example {@code key SHA256:… (ed25519, from /keys/id), 2 agent keys (…), password}
         */
        String described();

        /**
         * Says whether a {@link SshPasswords} is being asked at this moment.
         *
         * @return true while its answer is waited for
         */
        boolean asksForPassword();
    }

    private static final Duration AGENTS_PATIENCE = Duration.ofSeconds(5);

    private final IdentitySources sources;
    private final KeyRing ring;
    private final AgentClient agent;
    private final Duration agentsPatience;
    private final boolean agentSaid;

    /**
     * Makes one; touches no file. The usual key files are tried where no key is named.
     *
     * @param keyFiles private keys that are named, in order
     * @param passphrases where passphrases come from; may be null
     * @param passwords where passwords come from; may be null
     * @param agentSocket where the agent listens; may be null
     * @param agentSaid whether the caller said so, which outweighs the settings
     */
    public Identities(
            List<Path> keyFiles,
            PassphraseSource passphrases,
            SshPasswords passwords,
            Path agentSocket,
            boolean agentSaid) {
        this(
                new IdentitySources(keyFiles, IdentitySources.usualKeyFiles(), passphrases, passwords, agentSocket),
                AGENTS_PATIENCE,
                agentSaid);
    }

    Identities(IdentitySources sources) {
        this(sources, AGENTS_PATIENCE);
    }

    Identities(IdentitySources sources, Duration agentsPatience) {
        this(sources, agentsPatience, false);
    }

    Identities(IdentitySources sources, Duration agentsPatience, boolean agentSaid) {
        this.agentsPatience = agentsPatience;
        this.agentSaid = agentSaid;
        this.sources = sources;
        this.ring = new KeyRing(sources.passphrases());
        this.agent = sources.agentSocket() == null ? null : new AgentClient(sources.agentSocket(), agentsPatience);
    }

    /**
     * Gives what to try for one login. May ask for a passphrase, and wait for it.
     *
     * @param host the host, as the cluster's catalog names it
     * @param user the user
     * @param hostIdentityFiles private keys that the settings name for this host, after those for all
     * @return what to try
     * @throws TransportException {@code CONFIGURATION} if keys that were named can't be used, and there is nothing else to try
     */
    public Offer offer(HostName host, String user, List<Path> hostIdentityFiles) {
        return offer(host, user, hostIdentityFiles, KeySettings.none());
    }

    /**
     * Gives what to try for one login, by what the settings say of keys. May ask for a passphrase, and wait for it.
     *
     * @param host the host, as the cluster's catalog names it
     * @param user the user
     * @param hostIdentityFiles private keys that the settings name for this host, after those for all
     * @param keys what the settings say of keys
     * @return what to try
     * @throws TransportException {@code CONFIGURATION} if keys that were named can't be used, and there is nothing else to try
     */
    public Offer offer(HostName host, String user, List<Path> hostIdentityFiles, KeySettings keys) {
        Offering offer = new Offering();
        Agent asked = agent(offer, keys);
        List<KeyBlob> agentKeys = asked.keys();
        Optional<AlgorithmChoice> accepted = keys.of(AlgorithmList.PUBLIC_KEY);
        Set<Path> named = new LinkedHashSet<>(sources.keyFiles());
        hostIdentityFiles.forEach(f -> named.add(f.toAbsolutePath()));
        Set<KeyBlob> offered = new HashSet<>();
        List<UnusableKeyException> leftOut = new ArrayList<>();
        for (Path file : named) {
            try {
                offered.add(named(offer, file, asked, accepted));
            } catch (UnusableKeyException e) {
                // Settings name keys for many machines and people; OpenSSH leaves out what it can't open, too.
                offer.remark(e.getMessage());
                if (sources.keyFiles().contains(file) || Files.exists(file)) {
                    leftOut.add(e);
                }
            }
        }
        if (keys.identitiesOnly().isEmpty()) {
            agentKeys.stream()
                    .filter(key -> !offered.contains(key))
                    .forEach(key -> ofAgent(offer, key, asked, accepted, offered));
        }
        if (named.isEmpty()) {
            sources.usualFiles().stream()
                    .filter(Files::exists)
                    .forEach(file -> usual(offer, file, asked, accepted, offered));
            sources.usualFiles().stream().filter(Files::notExists).forEach(file -> offer.lack("there is no " + file));
        }
        long left = agentKeys.stream().filter(key -> !offered.contains(key)).count();
        if (left > 0 && keys.identitiesOnly().isPresent()) {
            offer.remark(left + (left == 1 ? " key" : " keys")
                    + " of the agent that no file names not offered, by IdentitiesOnly ("
                    + keys.identitiesOnly().get() + ")");
        }
        if (sources.passwords() != null) {
            Password password = new Password(sources.passwords(), host, user, offer::remark);
            offer.password(password, new PasswordAuth(password, offer::remark), new PromptAuth(password));
        }
        if (offer.methods().isEmpty() && !leftOut.isEmpty()) {
            throw new TransportException(
                    Reason.CONFIGURATION,
                    Phase.PREPARE,
                    host,
                    leftOut.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
                    leftOut.get(0));
        }
        return offer;
    }

    /** The agent that is asked for one login, and its keys; none if no agent is asked. */
    private record Agent(AgentClient client, List<KeyBlob> keys) {}

    private void ofAgent(
            Offering offer, KeyBlob key, Agent asked, Optional<AlgorithmChoice> accepted, Set<KeyBlob> offered) {
        Optional<String> against = Accepted.against(key, accepted);
        if (against.isPresent()) {
            offer.remark("the agent's " + key + " was not offered: " + against.get());
        } else if (offered.add(key)) {
            offer.agentKey(new AgentAuth(asked.client(), key, Accepted.sha1(accepted), offer::remark), key);
        }
    }

    private static void require(Path file, KeyBlob key, Optional<AlgorithmChoice> accepted)
            throws UnusableKeyException {
        Optional<String> against = Accepted.against(key, accepted);
        if (against.isPresent()) {
            throw new UnusableKeyException(file, against.get());
        }
    }

    private KeyBlob named(Offering offer, Path file, Agent asked, Optional<AlgorithmChoice> accepted)
            throws UnusableKeyException {
        Optional<KeyPair> opened = ring.opened(file);
        if (opened.isEmpty()) {
            PrivateKeyFile closed = PrivateKeyFile.read(file);
            Optional<KeyBlob> inAgent = closed.needsPassphrase() || !closed.isPrivate()
                    ? closed.publicKey().filter(asked.keys()::contains)
                    : Optional.empty();
            if (inAgent.isPresent()) {
                KeyBlob key = inAgent.get();
                require(file, key, accepted);
                offer.file(
                        new AgentAuth(asked.client(), key, Accepted.sha1(accepted), offer::remark),
                        key,
                        file + " by the agent");
                return key;
            }
        }
        KeyPair pair = opened.isPresent() ? opened.get() : ring.open(file);
        KeyBlob key = KeyBlob.of(pair.getPublic());
        require(file, key, accepted);
        offer.file(new KeyAuth(pair, Accepted.sha1(accepted)), key, file.toString());
        return key;
    }

    private void usual(
            Offering offer, Path file, Agent asked, Optional<AlgorithmChoice> accepted, Set<KeyBlob> offered) {
        try {
            Optional<KeyPair> opened = ring.opened(file);
            if (opened.isEmpty()) {
                PrivateKeyFile closed = PrivateKeyFile.read(file);
                Optional<KeyBlob> told = closed.publicKey();
                if (told.filter(offered::contains).isPresent()) {
                    return;
                }
                if (closed.needsPassphrase()
                        && told.filter(asked.keys()::contains).isPresent()) {
                    ofAgent(offer, told.get(), asked, accepted, offered);
                    return;
                }
            }
            KeyPair pair = opened.isPresent() ? opened.get() : ring.open(file);
            KeyBlob key = KeyBlob.of(pair.getPublic());
            require(file, key, accepted);
            if (offered.add(key)) {
                offer.usualFile(new KeyAuth(pair, Accepted.sha1(accepted)), key, file.toString());
            }
        } catch (UnusableKeyException e) {
            offer.remark(e.getMessage());
        }
    }

    private Agent agent(Offering offer, KeySettings keys) {
        Optional<AgentChoice> choice = keys.agent().filter(c -> !agentSaid && !c.usual());
        if (choice.isPresent() && choice.get().fault().isPresent()) {
            offer.remark("no agent was asked, for " + choice.get() + " can't be followed: "
                    + choice.get().fault().get() + "; write the path, or call agent(...) of the transport's builder");
            return new Agent(null, List.of());
        }
        if (choice.isPresent() && choice.get().socket().isEmpty()) {
            offer.lack("no agent was asked, by " + choice.get());
            return new Agent(null, List.of());
        }
        AgentClient asked =
                choice.isPresent() ? new AgentClient(choice.get().socket().get(), agentsPatience) : agent;
        String by = choice.map(c -> ", which " + c + " names,").orElse("");
        if (asked == null) {
            offer.lack("no agent was asked (none was named, by the transport's builder or by SSH_AUTH_SOCK)");
            return new Agent(null, List.of());
        }
        try {
            List<KeyBlob> all =
                    asked.keys().stream().map(AgentKey::key).distinct().toList();
            if (all.isEmpty()) {
                offer.lack("the agent at " + asked.socket() + by + " holds no key");
            }
            return new Agent(asked, all);
        } catch (IOException | RuntimeException e) {
            offer.remark("the agent at " + asked.socket() + by + " was not used: " + e.getMessage());
            return new Agent(asked, List.of());
        }
    }
}
