package io.github.gpfailover.ssh.internal.hostkey;

import io.github.gpfailover.ssh.HostKeyException.Kind;
import io.github.gpfailover.ssh.internal.KeyBlob;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the known hosts say about one key of one host.
 *
 * <p>It exists to keep the decision apart from files, messages and sshj. It is OpenSSH's: a revoked key is refused whatever other lines
 * say; a line for {@code [host]:port} goes before one for the bare host; a host that is known by any other key is changed, of whatever
 * type that is.
 *
 * @param refusal why the key is refused; null if it is accepted
 * @param lines the lines that it comes from
 */
record HostKeyVerdict(Kind refusal, List<KnownHostsLine> lines) {

    boolean accepted() {
        return refusal == null;
    }

    /**
     * Judges a key.
     *
     * @param lines the lines of all files
     * @param names what the host is called: {@code [host]:port} and the bare name, or just the bare name
     * @param key the key that the host showed
     */
    static HostKeyVerdict of(List<KnownHostsLine> lines, List<String> names, KeyBlob key) {
        List<KnownHostsLine> revoked = revoked(lines, names, key);
        if (!revoked.isEmpty()) {
            return new HostKeyVerdict(Kind.REVOKED, revoked);
        }
        for (String name : names) {
            List<KnownHostsLine> known = pick(lines, l -> l.plain() && l.names(name));
            List<KnownHostsLine> same = pick(known, l -> l.key().equals(key));
            if (!same.isEmpty()) {
                return new HostKeyVerdict(null, same);
            }
            // Another server on the same host may have another key, so the bare name speaks only for a key that it
            // knows.
            if (!known.isEmpty() && name.equals(names.get(0))) {
                return new HostKeyVerdict(Kind.CHANGED, known);
            }
        }
        return new HostKeyVerdict(Kind.UNKNOWN, List.of());
    }

    /** Judges a certificate by the key that signed it; unknown if no line trusts that. */
    static HostKeyVerdict ofCertificate(List<KnownHostsLine> lines, List<String> names, KeyBlob key, KeyBlob signer) {
        List<KnownHostsLine> revoked = revoked(lines, names, key);
        if (revoked.isEmpty()) {
            revoked = revoked(lines, names, signer);
        }
        if (!revoked.isEmpty()) {
            return new HostKeyVerdict(Kind.REVOKED, revoked);
        }
        List<KnownHostsLine> trusting = pick(
                lines,
                l -> l.marker().equals(KnownHostsLine.AUTHORITY)
                        && l.key().equals(signer)
                        && names.stream().anyMatch(l::names));
        return new HostKeyVerdict(trusting.isEmpty() ? Kind.UNKNOWN : null, trusting);
    }

    private static List<KnownHostsLine> revoked(List<KnownHostsLine> lines, List<String> names, KeyBlob key) {
        return pick(
                lines,
                l -> l.marker().equals(KnownHostsLine.REVOKED)
                        && l.key().equals(key)
                        && names.stream().anyMatch(l::names));
    }

    private static List<KnownHostsLine> pick(List<KnownHostsLine> lines, Predicate<KnownHostsLine> wanted) {
        return lines.stream().filter(KnownHostsLine::readable).filter(wanted).toList();
    }
}
