package io.github.gpfailover.ssh.internal.run;

import net.schmizz.sshj.connection.channel.OpenFailException;

/**
 * The error of a connection that turned out to be of no use before the command was handed over. It exists because another connection may be
 * tried then.
 */
public final class NotSentException extends Exception {

    private static final long serialVersionUID = 1L;

    NotSentException(Throwable cause) {
        super("the command was not sent", cause);
    }

    /** Says whether the connection is alive, and only takes no more sessions. */
    public boolean serverIsFull() {
        return getCause() instanceof OpenFailException;
    }
}
