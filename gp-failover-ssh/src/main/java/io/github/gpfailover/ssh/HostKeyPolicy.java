package io.github.gpfailover.ssh;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.ssh.internal.hostkey.KnownHosts;
import io.github.gpfailover.stability.Stable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rule by which the keys of hosts are trusted.
 *
 * <p>It exists because whoever answers at a host's address gets commands to stop, promote and rename: it has to be that host. There is no policy
 * that accepts every key. The files are OpenSSH's: hashed names, {@code [host]:port}, patterns, {@code @revoked} (which wins over any other line)
 * and {@code @cert-authority} are understood; lines that can't be read are skipped, and reported when a host is
 * refused. A file is read when a connection is made, and again only when it changed. Immutable and thread-safe; share one.
 *
 * <p>Of host certificates those for ed25519 and ecdsa keys work, not those for RSA ones. The certificate must be one for hosts, be valid
 * today, name the host by a principal that is exactly the name or address it is reached by, in small letters and without patterns, and
 * have no critical options. One that is out of its dates, or for other names, can end the connection before known hosts are read:
 * then the error is a plain {@link io.github.gpfailover.error.TransportException} of the reason {@code HOST_KEY}.
 *
 * @since 0.1
 */
@Stable
public final class HostKeyPolicy {

    private final KnownHosts known;

    private HostKeyPolicy(List<Path> files, boolean learns) {
        this.known = new KnownHosts(files, learns);
    }

    /**
     * Trusts the keys that {@code ~/.ssh/known_hosts} names, and {@code /etc/ssh/ssh_known_hosts} if there is one, and no others.
     *
     * @return the policy
     * @since 0.1
     */
    public static HostKeyPolicy knownHosts() {
        List<Path> files = new ArrayList<>(List.of(Path.of(System.getProperty("user.home"), ".ssh", "known_hosts")));
        Path ofSystem = Path.of("/etc/ssh/ssh_known_hosts");
        if (Files.exists(ofSystem)) {
            files.add(ofSystem);
        }
        return new HostKeyPolicy(files, false);
    }

    /**
     * Trusts the keys that the files name, and no others. A file that isn't there names none; one that can't be read makes every
     * connection fail before it is tried.
     *
     * @param file the file
     * @param more more files
     * @return the policy
     * @throws NullPointerException if one is null
     * @since 0.1
     */
    public static HostKeyPolicy knownHosts(Path file, Path... more) {
        List<Path> files = new ArrayList<>(List.of(Checks.notNull(file, "file").toAbsolutePath()));
        Arrays.stream(Checks.notNull(more, "more"))
                .map(f -> Checks.notNull(f, "file").toAbsolutePath())
                .forEach(files::add);
        return new HostKeyPolicy(files, false);
    }

    /**
     * Trusts the keys that the file names, and adds the key of a host that no line names: whoever answers the first time is trusted
     * from then on. A host that is known by another key, of whatever type, is refused all the same, and so is one whose line can't be
     * read. The file (mode 0600) and its directory (0700) are made when the first key is added; keys may be added by many threads and
     * programs at once.
     *
     * <p>Someone between here and the host at that first time is trusted too: fit for a cluster that was just built in a network of
     * one's own, and for tests.
     *
     * @param file the file
     * @return the policy
     * @throws NullPointerException if it is null
     * @since 0.1
     */
    public static HostKeyPolicy trustOnFirstUse(Path file) {
        return new HostKeyPolicy(List.of(Checks.notNull(file, "file").toAbsolutePath()), true);
    }

    KnownHosts known() {
        return known;
    }

    /** Returns what is trusted, with the files. */
    @Override
    public String toString() {
        return (known.learns() ? "trust on first use, kept in " : "known hosts of ") + known.files();
    }
}
