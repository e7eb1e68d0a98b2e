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
        return said;
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
