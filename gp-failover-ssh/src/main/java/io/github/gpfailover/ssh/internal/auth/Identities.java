package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.PassphraseSource;
import io.github.gpfailover.ssh.PasswordSource;
import io.github.gpfailover.ssh.internal.KeyBlob;
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
 * <p>Exists so that keys are opened once for all hosts, in one order: the keys that were named, those of the agent, the usual files where
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
         * Tells what is offered and what could not be, for a message; after the login also what went wrong with it.
         *
         * @return for example {@code key SHA256:… (ed25519, from /keys/id), 2 agent keys (…), password}
         */
        String described();

        /**
         * Tells whether a {@link PasswordSource} is being asked at this moment.
         *
         * @return true while its answer is waited for
         */
        boolean asksForPassword();
    }

    private static final Duration AGENTS_PATIENCE = Duration.ofSeconds(5);

    private final IdentitySources sources;
    private final KeyRing ring;
    private final AgentClient agent;

    /**
     * Makes one; touches no file. The usual key files are tried where no key is named.
     *
     * @param keyFiles private keys that are named, in order
     * @param passphrases where passphrases come from; may be null
     * @param passwords where passwords come from; may be null
     * @param agentSocket where the agent listens; may be null
     */
    public Identities(List<Path> keyFiles, PassphraseSource passphrases, PasswordSource passwords, Path agentSocket) {
        this(new IdentitySources(keyFiles, IdentitySources.usualKeyFiles(), passphrases, passwords, agentSocket));
    }

    Identities(IdentitySources sources) {
        this(sources, AGENTS_PATIENCE);
    }

    Identities(IdentitySources sources, Duration agentsPatience) {
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
        Offering offer = new Offering();
        List<KeyBlob> agentKeys = agentKeys(offer);
        Set<Path> named = new LinkedHashSet<>(sources.keyFiles());
        hostIdentityFiles.forEach(f -> named.add(f.toAbsolutePath()));
        Set<KeyBlob> offered = new HashSet<>();
        List<UnusableKeyException> leftOut = new ArrayList<>();
        for (Path file : named) {
            try {
                offered.add(named(offer, file, agentKeys));
            } catch (UnusableKeyException e) {
                // Settings name keys for many machines and people; OpenSSH leaves out what it can't open, too.
                offer.remark(e.getMessage());
                if (sources.keyFiles().contains(file) || Files.exists(file)) {
                    leftOut.add(e);
                }
            }
        }
        for (KeyBlob key : agentKeys) {
            if (offered.add(key)) {
                offer.agentKey(new AgentAuth(agent, key, offer::remark), key);
            }
        }
        if (named.isEmpty()) {
            sources.usualFiles().stream().filter(Files::exists).forEach(file -> usual(offer, file, offered));
            sources.usualFiles().stream().filter(Files::notExists).forEach(file -> offer.lack("there is no " + file));
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

    private KeyBlob named(Offering offer, Path file, List<KeyBlob> agentKeys) throws UnusableKeyException {
        Optional<KeyPair> opened = ring.opened(file);
        if (opened.isEmpty()) {
            PrivateKeyFile closed = PrivateKeyFile.read(file);
            Optional<KeyBlob> inAgent = closed.needsPassphrase() || !closed.isPrivate()
                    ? closed.publicKey().filter(agentKeys::contains)
                    : Optional.empty();
            if (inAgent.isPresent()) {
                KeyBlob key = inAgent.get();
                offer.file(new AgentAuth(agent, key, offer::remark), key, file + " by the agent");
                return key;
            }
        }
        KeyPair pair = opened.isPresent() ? opened.get() : ring.open(file);
        KeyBlob key = KeyBlob.of(pair.getPublic());
        offer.file(new KeyAuth(pair), key, file.toString());
        return key;
    }

    private void usual(Offering offer, Path file, Set<KeyBlob> offered) {
        try {
            Optional<KeyPair> opened = ring.opened(file);
            if (opened.isEmpty()
                    && PrivateKeyFile.read(file)
                            .publicKey()
                            .filter(offered::contains)
                            .isPresent()) {
                return;
            }
            KeyPair pair = opened.isPresent() ? opened.get() : ring.open(file);
            KeyBlob key = KeyBlob.of(pair.getPublic());
            if (offered.add(key)) {
                offer.usualFile(new KeyAuth(pair), key, file.toString());
            }
        } catch (UnusableKeyException e) {
            offer.remark(e.getMessage());
        }
    }

    private List<KeyBlob> agentKeys(Offering offer) {
        if (agent == null) {
            offer.lack("no agent was asked (none was named, by the transport's builder or by SSH_AUTH_SOCK)");
            return List.of();
        }
        try {
            List<KeyBlob> keys =
                    agent.keys().stream().map(AgentKey::key).distinct().toList();
            if (keys.isEmpty()) {
                offer.lack("the agent at " + agent.socket() + " holds no key");
            }
            return keys;
        } catch (IOException | RuntimeException e) {
            offer.remark("the agent at " + agent.socket() + " was not used: " + e.getMessage());
            return List.of();
        }
    }
}
