package io.github.gpfailover.ssh.internal.line;

import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Event;
import net.schmizz.sshj.connection.ConnectionException;

/**
 * The wait for a channel to open. It exists because sshj reports a channel that was not opened in time as it reports one that was refused.
 */
public final class Opening {

    private Opening() {}

    /**
     * Waits until a channel is open; false if the other side had not answered in time.
     *
     * @throws ConnectionException if it was refused, the connection broke, or the thread was interrupted, whose mark is then set
     */
    public static boolean await(Event<ConnectionException> opened, long nanos) throws ConnectionException {
        try {
            opened.await(Math.max(1, nanos / 1_000), TimeUnit.MICROSECONDS);
            return true;
        } catch (ConnectionException e) {
            if (opened.inError() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return false;
        }
    }
}
