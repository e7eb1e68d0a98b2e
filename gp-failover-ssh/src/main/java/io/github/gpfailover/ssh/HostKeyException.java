package io.github.gpfailover.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host was not trusted by the key that it showed. No command ran there, and no password or signature was sent to it.
 *
 * <p>It exists so that a program can show a person the fingerprint to compare and the very line to add, without taking a message apart.
 * Trying again does not help before the known hosts are fixed. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class HostKeyException extends TransportException {

    private static final long serialVersionUID = 1L;

    /** Why the key was refused. */
    public enum Kind {
        /** No line names the host. */
        UNKNOWN,
        /** The host is known by another key, of the same type or another. */
        CHANGED,
        /** A line says that this key is never to be accepted. */
        REVOKED
    }

    /** Why the key was refused. */
    private final Kind kind;

    /** The name or address that was connected to. */
    private final String address;

    /** The port. */
    private final int port;

    /** The key's type as it stands in files. */
    private final String keyType;

    /** The key's fingerprint. */
    private final String fingerprint;

    /** The line that makes the key known; null for a revoked key. */
    private final @Nullable String knownHostsLine;

    /**
     * Makes an exception.
     *
     * @param kind why the key was refused
     * @param host the host, as the cluster's catalog names it
     * @param address the name or address that was connected to
     * @param port the port
     * @param keyType the key's type as it stands in files, for example {@code ssh-ed25519}
     * @param fingerprint the key's fingerprint as {@code ssh-keygen -l} prints it
     * @param knownHostsLine the line that makes the key known; null if none should
     * @param message what was seen and what to do next; the host is named in front of it
     * @param cause what led to it, or null
     * @throws NullPointerException if anything but the line and the cause is null
     * @since 0.1
     */
    public HostKeyException(
            Kind kind,
            HostName host,
            String address,
            int port,
            String keyType,
            String fingerprint,
            @Nullable String knownHostsLine,
            String message,
            @Nullable Throwable cause) {
        super(Reason.HOST_KEY, Phase.KEY_EXCHANGE, host, Checks.notNull(message, "message"), cause);
        this.kind = Checks.notNull(kind, "kind");
        this.address = Checks.notNull(address, "address");
        this.port = port;
        this.keyType = Checks.notNull(keyType, "key type");
        this.fingerprint = Checks.notNull(fingerprint, "fingerprint");
        this.knownHostsLine = knownHostsLine;
    }

    /**
     * Gives why the key was refused.
     *
     * @return the kind
     * @since 0.1
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Gives the name or address that was connected to.
     *
     * @return the name, IPv4 or IPv6 address
     * @since 0.1
     */
    public String address() {
        return address;
    }

    /**
     * Gives the port that was connected to.
     *
     * @return the port
     * @since 0.1
     */
    public int port() {
        return port;
    }

    /**
     * Gives the type of the key that the host showed.
     *
     * @return the type as it stands in files, for example {@code ssh-ed25519}
     * @since 0.1
     */
    public String keyType() {
        return keyType;
    }

    /**
     * Gives the fingerprint of the key that the host showed.
     *
     * @return {@code SHA256:} and the digest, as {@code ssh-keygen -l} prints it
     * @since 0.1
     */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Gives the line that makes the key known, to be added once the fingerprint was compared on the host's own console.
     *
     * @return the line, without an end of line; empty for a revoked key
     * @since 0.1
     */
    public Optional<String> knownHostsLine() {
        return Optional.ofNullable(knownHostsLine);
    }
}
