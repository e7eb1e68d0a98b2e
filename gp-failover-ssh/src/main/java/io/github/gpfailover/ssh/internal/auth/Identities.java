package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.PassphraseSource;
import io.github.gpfailover.ssh.PasswordSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/** Exists to hold who we are: plain keys for now; passphrases, agents and passwords follow. */
public final class Identities {

    private final List<Path> keys;

    /** Makes them. */
    public Identities(List<Path> keys, PassphraseSource passphrase, PasswordSource password, Path agent) {
        this.keys = List.copyOf(keys);
    }

    /**
     * What is offered to a server.
     *
     * @param methods the ways to log in, in order
     * @param described the same for people
     */
    public record Offer(List<AuthMethod> methods, String described) {}

    /** Gives what is offered to a host. */
    public Offer offer(HostName host, String user, List<Path> hostFiles) {
        List<AuthMethod> all = new ArrayList<>();
        for (Path file : keys) {
            try (SSHClient loader = new SSHClient()) {
                all.add(new AuthPublickey(loader.loadKeys(file.toString())));
            } catch (IOException e) {
                throw new TransportException(Reason.CONFIGURATION, host, "the key file " + file + ": " + e, e);
            }
        }
        return new Offer(List.copyOf(all), "the keys " + keys);
    }
}
