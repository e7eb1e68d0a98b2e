package io.github.gpfailover.core;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.job.JobCommands;
import io.github.gpfailover.core.internal.script.JobScripts;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.step.ReasonCode;

/** A transport that starts one job only while the run's claim of the host holds. */
record ClaimedStarts(CommandTransport way, JobCommands commands, JobRunner.Work work) implements CommandTransport {

    private static final String LOST = "run=lost\n";
    private static final String UNCLAIMED = "run=unclaimed\n";

    @Override
    public CommandResult execute(HostName host, Command start) throws InterruptedException {
        if (!start.program().contains(JobScripts.START)) {
            return way.execute(host, start);
        }
        CommandResult said = way.execute(
                host, commands.start(work.id(), work.command(), work.claim()).within(start.timeout()));
        if (said.stdout().startsWith(LOST)) {
            throw claimed(work, said.stdout().substring(LOST.length()).strip());
        }
        if (said.stdout().equals(UNCLAIMED)) {
            throw unclaimed(work);
        }
        return said;
    }

    /** Says that the run's claim of the host is gone, and nobody else's is there. */
    static StoppedException unclaimed(JobRunner.Work work) {
        return new StoppedException(
                ReasonCode.LEASE_LOST,
                "the claim of this run is not on " + work.host() + " any more ("
                        + work.claim().place()
                        + "), so '" + work.command()
                        + "' was not run there: see whether that directory was removed, or its file system is mounted",
                null);
    }

    /** Says that another engine has claimed the host since. */
    static StoppedException claimed(JobRunner.Work work, String by) {
        return new StoppedException(
                ReasonCode.LEASE_LOST,
                work.host() + " was claimed by another engine since" + (by.isEmpty() ? "" : " (" + by + ")") + ", so '"
                        + work.command() + "' was not run there",
                null);
    }
}
