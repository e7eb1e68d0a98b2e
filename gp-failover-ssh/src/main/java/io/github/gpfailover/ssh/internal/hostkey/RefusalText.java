package io.github.gpfailover.ssh.internal.hostkey;

import io.github.gpfailover.ssh.internal.KeyBlob;
import java.util.List;
import java.util.stream.Collectors;

/** The text that an operator reads when a host is refused: what was seen, where was searched, what to do. */
final class RefusalText {

    private static final int MOST_SHOWN = 3;

    private final String name;
    private final KeyBlob key;
    private final List<KnownHostsFile> files;
    private final String unfit;

    /** Makes one; {@code unfit} says why a certificate of a trusted signer was not used, empty if there was none. */
    RefusalText(String name, KeyBlob key, List<KnownHostsFile> files, String unfit) {
        this.name = name;
        this.key = key;
        this.files = files;
        this.unfit = unfit;
    }

    String of(HostKeyVerdict judgement) {
        return switch (judgement.refusal()) {
            case UNKNOWN ->
                "its key is not known: " + seen() + "; looked in " + lookedIn() + unhelpful() + "; " + compare()
                        + " add exactly this line to " + files.get(0).path() + ":\n" + FirstUse.line(name, key);
            case CHANGED ->
                "its key is not the one that is known: " + seen() + ", but it is known by the "
                        + places(judgement.lines())
                        + "; the host was installed anew, or someone else answers in its place; " + compare()
                        + " remove " + lines(judgement.lines()) + " and add exactly this line:\n"
                        + FirstUse.line(name, key);
            case REVOKED ->
                "its key was revoked: " + seen() + ", which is never to be accepted: "
                        + places(judgement.lines())
                        + "; give the host a new key (ssh-keygen -f " + keyFile()
                        + " on its console), and do not work with it before";
        };
    }

    private String seen() {
        return name + " showed the " + key;
    }

    private String compare() {
        return "compare with what 'ssh-keygen -lf " + keyFile()
                + ".pub' prints on the host's own console, and only if it is the same";
    }

    private String keyFile() {
        String algorithm = key.type().startsWith("ecdsa-")
                ? "ecdsa"
                : key.type().replaceFirst("^ssh-", "").replaceFirst("[^a-z0-9].*", "");
        return "/etc/ssh/ssh_host_" + algorithm + "_key";
    }

    private String lookedIn() {
        return files.stream()
                .map(f -> f.path() + (f.there() ? "" : " (there is no such file)"))
                .collect(Collectors.joining(", "));
    }

    /** Lists lines that may have been meant for the host but could not be used. */
    private String unhelpful() {
        List<KnownHostsLine> all =
                files.stream().flatMap(f -> f.lines().stream()).toList();
        StringBuilder out = new StringBuilder();
        List<KnownHostsLine> bad = all.stream().filter(l -> !l.readable()).toList();
        bad.stream()
                .limit(MOST_SHOWN)
                .forEach(l -> out.append("; ")
                        .append(l.place())
                        .append(" was skipped: ")
                        .append(l.fault()));
        if (bad.size() > MOST_SHOWN) {
            out.append("; and ").append(bad.size() - MOST_SHOWN).append(" more lines that can't be read");
        }
        all.stream()
                .filter(l -> l.readable() && l.marker().equals(KnownHostsLine.AUTHORITY) && l.names(name))
                .limit(MOST_SHOWN)
                .forEach(l -> out.append("; ")
                        .append(l.place())
                        .append(
                                unfit.isEmpty()
                                        ? " trusts certificates of a signing key, but the host showed none of a kind that is"
                                                + " supported here (ed25519 or ecdsa) which it signed"
                                        : " trusts the signer of the host's certificate, but that was not used: "
                                                + unfit));
        return out.toString();
    }

    private static String places(List<KnownHostsLine> lines) {
        return lines.stream()
                .limit(MOST_SHOWN)
                .map(l -> l.key() + " (" + l.place() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String lines(List<KnownHostsLine> lines) {
        return lines.stream().map(l -> "line " + l.number() + " of " + l.file()).collect(Collectors.joining(", "));
    }
}
