package io.github.gpfailover.core.internal.store;

/** A store that can't be used: what was tried, what was met, and what to do. Never holds a secret. */
public final class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Whether what was to be written may have been written. */
    private final boolean mayBeWritten;

    /** The message. */
    private final String text;

    /** A failure after which nothing was written. */
    public StoreException(String message) {
        this(message, false, null);
    }

    StoreException(String message, Throwable cause) {
        this(message, false, cause);
    }

    StoreException(String message, boolean mayBeWritten, Throwable cause) {
        super(message, cause);
        this.text = message;
        this.mayBeWritten = mayBeWritten;
    }

    /** Whether what was to be written may have been written. */
    public boolean mayBeWritten() {
        return mayBeWritten;
    }

    /** The message, never null. */
    public String text() {
        return text;
    }
}
