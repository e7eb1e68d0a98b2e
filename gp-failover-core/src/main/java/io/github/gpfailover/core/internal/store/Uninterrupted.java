package io.github.gpfailover.core.internal.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Uses of files that an interrupt does not end. They exist because the JDK closes the channel of an interrupted thread: the last entries of
 * an execution that was told to end would be lost.
 */
final class Uninterrupted {

    /** More interrupts than this within one use are somebody's loop. */
    private static final int MOST = 100;

    private Uninterrupted() {}

    /** A use of files that can be repeated. */
    interface Use<T> {
        T run() throws IOException, StoreException;
    }

    static <T> T run(Use<T> use) throws IOException, StoreException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int i = 0; ; i++) {
                try {
                    return use.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    if (i == MOST) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
