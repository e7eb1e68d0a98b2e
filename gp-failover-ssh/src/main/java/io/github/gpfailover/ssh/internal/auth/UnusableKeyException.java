package io.github.gpfailover.ssh.internal.auth;

import java.nio.file.Path;

/**
 * A key file that can't be used. It exists because that is an error where the file was named, and a remark where it was only tried. It has no
 * cause: what a parser says of a private key may hold a part of it.
 */
final class UnusableKeyException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param file the key file
     * @param message what was seen and what to do next
     */
    UnusableKeyException(Path file, String message) {
        super("the private key " + file + " can't be used: " + message, null);
    }

    /**
     * Makes a copy for another thread.
     *
     * @param other the exception of the thread that tried
     */
    UnusableKeyException(UnusableKeyException other) {
        super(other.getMessage(), other);
    }
}
