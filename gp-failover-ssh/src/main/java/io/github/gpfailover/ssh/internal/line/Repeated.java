package io.github.gpfailover.ssh.internal.line;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.ssh.HostKeyException;

/** A failure that is reported to many callers, to each with a stack of its own. */
final class Repeated {

    private Repeated() {}

    /** Gives the same failure again, with a note at its end. */
    static TransportException of(TransportException first, String note) {
        String named = first.host() + ": ";
        String message = first.getMessage();
        String text = (message.startsWith(named) ? message.substring(named.length()) : message) + note;
        if (first instanceof HostKeyException k) {
            return new HostKeyException(
                    k.kind(),
                    k.host(),
                    k.address(),
                    k.port(),
                    k.keyType(),
                    k.fingerprint(),
                    k.knownHostsLine().orElse(null),
                    text,
                    first);
        }
        return new TransportException(first.reason(), first.phase(), first.host(), text, first);
    }
}
