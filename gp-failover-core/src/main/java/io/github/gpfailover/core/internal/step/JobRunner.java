package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;

/**
 * The runner of long commands as jobs on their hosts. It exists because a dropped connection or a dead controller must not end such a
 * command.
 */
public interface JobRunner {

    /** How a job ended, where that is known. */
    sealed interface End {

        /**
         * The command ended.
         *
         * @param result how
         */
        record Ended(CommandResult result) implements End {}

        /**
         * The command did not run, and never will under that id.
         *
         * @param why what was seen
         */
        record NeverRan(String why) implements End {}

        /**
         * The command runs no more, and how it ended is known to nobody.
         *
         * @param why what was seen
         */
        record Broken(String why) implements End {}
    }

    /** The receiver of what a job has printed, called whenever there is more. */
    @FunctionalInterface
    interface Watcher {

        /** Takes all that was printed so far; of a very long output only the end. */
        void printed(String stdout, String stderr);
    }

    /**
     * Starts a job, unless one was started under that id on that host, and awaits its end.
     *
     * @param most how long to wait; the job goes on after that
     * @throws io.github.gpfailover.error.GpFailoverException if the end could not be learned: the job may go on, or begin yet
     */
    End run(
            CommandTransport transport,
            HostName host,
            String id,
            Command command,
            Duration most,
            Sleeper sleeper,
            Watcher watcher)
            throws InterruptedException;
}
