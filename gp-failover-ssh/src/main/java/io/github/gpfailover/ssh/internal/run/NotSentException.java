package io.github.gpfailover.ssh.internal.run;

/** Exists to tell that a connection turned out to be dead before the command was handed over: another one may be tried. */
public final class NotSentException extends Exception {

    private static final long serialVersionUID = 1L;

    NotSentException(Throwable cause) {
        super("the command was not sent", cause);
    }
}
