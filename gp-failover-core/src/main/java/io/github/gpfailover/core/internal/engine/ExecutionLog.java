package io.github.gpfailover.core.internal.engine;

import io.github.gpfailover.CommandReport;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverListener.CommandEnded;
import io.github.gpfailover.FailoverListener.CommandStarted;
import io.github.gpfailover.FailoverListener.StepProgressed;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.caller.Listeners;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.Journal;
import io.github.gpfailover.spi.JournalEntry;
import io.github.gpfailover.step.PlanStep;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exists to tell journal and listeners in one place, and to let no listener disturb a move. */
final class ExecutionLog {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionLog.class);

    private final String executionId;
    private final Journal journal;
    private final Listeners listeners;
    private final InstantSource clock;
    private long sequence;
    private int step;
    private PlanStep current;

    ExecutionLog(String executionId, Journal journal, Listeners listeners, InstantSource clock, long sequence) {
        this.executionId = executionId;
        this.journal = journal;
        this.listeners = listeners;
        this.clock = clock;
        this.sequence = sequence;
    }

    String executionId() {
        return executionId;
    }

    synchronized void step(int number) {
        step = number;
    }

    synchronized void step(int number, PlanStep begun) {
        step = number;
        current = begun;
    }

    /** Tells how far the step is. */
    synchronized void progressed(String text) {
        LOG.info("execution {} step {}: {}", executionId, step, text);
        tell(l -> l.stepProgressed(new StepProgressed(executionId, step, current, text)));
    }

    /** Writes an entry, or throws {@link JournalException}: then nothing must be done. */
    synchronized void journal(JournalEntry.Kind kind, String text) {
        journal.append(new JournalEntry(executionId, sequence + 1, clock.instant(), kind, step, text));
        sequence++;
    }

    /** Writes an entry that tells of something done already: a journal that can't take it must not make it undone. */
    void journalAfterwards(JournalEntry.Kind kind, String text) {
        try {
            journal(kind, text);
        } catch (JournalException e) {
            LOG.warn(
                    "execution {}: the journal could not take {} of step {}: {}",
                    executionId,
                    kind,
                    step,
                    e.getMessage());
        }
    }

    synchronized void commandStarted(HostName host, Command command) {
        LOG.info("execution {} step {}: {}: {}", executionId, step, host, command);
        tell(l -> l.commandStarted(new CommandStarted(executionId, step, host, command)));
    }

    synchronized void commandEnded(CommandReport report) {
        LOG.info("execution {} step {}: {}: {} [{}]", executionId, step, report.host(), report.command(), report.end());
        journalAfterwards(
                JournalEntry.Kind.ACT_ENDED, report.host() + ": " + report.command() + " [" + report.end() + "]");
        tell(l -> l.commandEnded(new CommandEnded(executionId, step, report)));
    }

    synchronized void tell(Consumer<FailoverListener> what) {
        listeners.tell(what);
    }
}
