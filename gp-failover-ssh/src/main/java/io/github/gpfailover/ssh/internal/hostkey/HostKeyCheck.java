package io.github.gpfailover.ssh.internal.hostkey;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.ssh.HostKeyException;
import io.github.gpfailover.ssh.HostKeyException.Kind;
import io.github.gpfailover.ssh.internal.KeyBlob;
import java.io.IOException;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

/**
 * The check of one host's key for one connection.
 *
 * <p>It exists because sshj asks for a yes or no and then throws an error that names neither the file nor the line: what was found is kept
 * here, for {@link #refusal()}. The names that sshj passes are not used, because it knows a host behind another one by an address of its
 * own; a host is looked up by the address and port that its user knows it by. Thread-safe: sshj asks from a thread of its own.
 */
public final class HostKeyCheck implements HostKeyVerifier {

    private static final int DEFAULT_PORT = 22;
    private static final long HOST_CERTIFICATE = 2;

    private final KnownHosts known;
    private final HostName host;
    private final String address;
    private final int port;
    private final List<String> names;
    private final List<KnownHostsFile> files;
    private final List<KnownHostsLine> lines;
    private volatile TransportException refusal;
    private volatile String unfit = "";

    /**
     * Makes a check, and reads the known hosts.
     *
     * @param known the policy's files
     * @param host the host, as the cluster's catalog names it
     * @param address the name or address that it is reached by
     * @param port the port that it is reached by
     * @throws TransportException {@code CONFIGURATION} if a file can't be read
     */
    public HostKeyCheck(KnownHosts known, HostName host, String address, int port) {
        this.known = known;
        this.host = host;
        this.address = address;
        this.port = port;
        String bare = address.toLowerCase(Locale.ROOT);
        this.names = port == DEFAULT_PORT ? List.of(bare) : List.of("[" + bare + "]:" + port, bare);
        this.files = known.read(host);
        this.lines = files.stream().flatMap(f -> f.lines().stream()).toList();
    }

    @Override
    public boolean verify(String ignoredName, int ignoredPort, PublicKey shown) {
        try {
            return shown instanceof Certificate<?> certificate ? trusted(certificate) : trusted(KeyBlob.of(shown));
        } catch (IOException e) {
            refusal = new TransportException(
                    Reason.CONFIGURATION,
                    Phase.KEY_EXCHANGE,
                    host,
                    "its key was shown for the first time and could not be added to "
                            + known.files().get(0) + ": " + e + "; let this program's user write that file",
                    e);
        } catch (RuntimeException e) {
            refusal = new TransportException(
                    Reason.HOST_KEY,
                    host,
                    names.get(0) + " showed a key that can't be read, of the kind " + shown.getAlgorithm() + ": " + e
                            + "; give the host an ed25519 key (ssh-keygen -A on its console)",
                    e);
        }
        return false;
    }

    @Override
    public List<String> findExistingAlgorithms(String ignoredName, int ignoredPort) {
        return PreferredKeys.of(lines, names);
    }

    /**
     * Says why the key was refused.
     *
     * @return why; empty if none was refused yet
     */
    public Optional<TransportException> refusal() {
        return Optional.ofNullable(refusal);
    }

    private boolean trusted(KeyBlob key) throws IOException {
        HostKeyVerdict judgement = HostKeyVerdict.of(lines, names, key);
        if (judgement.refusal() == Kind.UNKNOWN && known.learns()) {
            judgement = FirstUse.learn(known.files().get(0), names, key);
        }
        return decide(judgement, key);
    }

    /** sshj has checked the signature and the dates, but not that the certificate is one for hosts. */
    private boolean trusted(Certificate<?> certificate) throws IOException {
        KeyBlob key = KeyBlob.of(certificate.getKey());
        KeyBlob signer = KeyBlob.of(certificate.getSignatureKey());
        HostKeyVerdict judgement = HostKeyVerdict.ofCertificate(lines, names, key, signer);
        if (judgement.refusal() == Kind.REVOKED) {
            return decide(judgement, key);
        }
        if (judgement.accepted()) {
            unfit = unfit(certificate);
            if (unfit.isEmpty()) {
                return true;
            }
        }
        // As OpenSSH does: the key in it may be known by itself.
        return trusted(key);
    }

    /** Says why a certificate of a trusted signer is not one for this host; empty if it is. Judges as OpenSSH does. */
    private String unfit(Certificate<?> certificate) {
        if (certificate.getType() != HOST_CERTIFICATE) {
            return "it is one for users; sign the host's key as a host's (ssh-keygen -s … -h)";
        }
        // What a critical option asks for is not known here, and must not be passed over.
        Map<String, String> options = certificate.getCritOptions();
        if (options != null && !options.isEmpty()) {
            return "it has critical options, which none for a host may have: "
                    + Checks.shown(options.keySet().toString()) + "; sign the host's key without them";
        }
        String bare = names.get(names.size() - 1);
        List<String> principals = certificate.getValidPrincipals();
        return principals != null && principals.contains(bare)
                ? ""
                : "it is not for the name " + bare + " but for " + Checks.shown(String.valueOf(principals))
                        + ", in which patterns mean nothing; sign the host's key for that name (ssh-keygen -n " + bare
                        + ")";
    }

    private boolean decide(HostKeyVerdict judgement, KeyBlob key) {
        if (judgement.accepted()) {
            return true;
        }
        String name = names.get(0);
        refusal = new HostKeyException(
                judgement.refusal(),
                host,
                address,
                port,
                key.type(),
                key.fingerprint(),
                judgement.refusal() == Kind.REVOKED ? null : FirstUse.line(name, key),
                new RefusalText(name, key, files, unfit).of(judgement),
                null);
        return false;
    }
}
