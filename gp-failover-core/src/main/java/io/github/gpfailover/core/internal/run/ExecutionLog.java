package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.CommandReport;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.ListenerEvents;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.caller.Listeners;
import io.github.gpfailover.core.internal.known.Announcement;
import io.github.gpfailover.core.internal.known.ExecutionState;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.journal.Journal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.journal.Learned;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReasonCode;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only writer to journal, state, log and listeners. It exists so that the state of an execution follows from its journal, and
 * so that no listener disturbs a move.
 */
final class ExecutionLog {

    /** Makes what the listeners are told. */
    static final ListenerEvents EVENTS = Builders.of(ListenerEvents.class);

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionLog.class);

    private final String executionId;
    private final Journal journal;
    private final Listeners listeners;
    private final InstantSource clock;
    private final ExecutionState state;
    private long sequence;
    private int step;
    private PlanStep current;

    /**
     * Makes the log of a run.
     *
     * @param state what follows from the entries so far
     * @param sequence the number of the last of them; 0 if there is none
     */
    ExecutionLog(
            String executionId,
            Journal journal,
            Listeners listeners,
            InstantSource clock,
            ExecutionState state,
            long sequence) {
        this.executionId = executionId;
        this.journal = journal;
        this.listeners = listeners;
        this.clock = clock;
        this.state = state;
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

    /** Says how far the step is. */
    synchronized void progressed(String text) {
        LOG.info("execution {} step {}: {}", executionId, step, text);
        if (current != null) {
            tell(l -> l.stepProgressed(EVENTS.stepProgressed(executionId, step, current, text)));
        }
    }

    /** Writes a record, or throws {@link JournalException}: then nothing must be done, and the state is what it was. */
    synchronized void journal(JournalRecord record) {
        JournalEntry entry = new JournalEntry(executionId, sequence + 1, clock.instant(), step, record);
        if (Announcement.is(record)) {
            journal.append(entry);
        } else {
            journal.note(entry);
        }
        sequence++;
        state.apply(step, record);
    }

    /** Announces a command as {@link #journal} does; gives the id of the job that it is to run as. */
    synchronized String journalIntended(HostName host, String command, JobIds ids) {
        String id = ids.next();
        journal(new JournalRecord.CommandIntended(host, command, Optional.of(id)));
        return id;
    }

    /**
     * Writes what was learned. What announces an act is written first, or {@link StoppedException} ends the act before it is begun.
     */
    void learned(Learned fact) {
        if (!Announcement.is(fact)) {
            journalAfterwards(fact);
            return;
        }
        announced(fact, "what it was to announce was not begun (" + fact + ")");
    }

    /**
     * Writes what announces an act.
     *
     * @param notDone what is not done if it can't be written
     * @throws StoppedException if it can't be written
     */
    void announced(JournalRecord record, String notDone) {
        try {
            journal(record);
        } catch (JournalException e) {
            throw new StoppedException(
                    ReasonCode.JOURNAL_FAILED,
                    "the journal could not be written, so " + notDone + ": " + e.getMessage(),
                    e);
        }
    }

    /** Writes a record of something done already: a journal that can't take it must not make it undone. */
    synchronized void journalAfterwards(JournalRecord record) {
        try {
            journal(record);
        } catch (JournalException e) {
            state.apply(step, record);
            LOG.warn(
                    "execution {}: the journal could not take {} of step {}: {}",
                    executionId,
                    record.getClass().getSimpleName(),
                    step,
                    e.getMessage());
        }
    }

    synchronized void commandStarted(HostName host, Command command) {
        LOG.info("execution {} step {}: {}: {}", executionId, step, host, command);
        tell(l -> l.commandStarted(EVENTS.commandStarted(executionId, step, host, command)));
    }

    /** Notes a command's end; not that of a job that may go on, which whoever resumes has to find. */
    synchronized void commandEnded(CommandReport report, boolean mayGoOn) {
        LOG.info("execution {} step {}: {}: {} [{}]", executionId, step, report.host(), report.command(), report.end());
        if (!mayGoOn) {
            journalAfterwards(new JournalRecord.CommandEnded(report.host(), report.command(), report.end()));
        }
        tell(l -> l.commandEnded(EVENTS.commandEnded(executionId, step, report)));
    }

    synchronized void tell(Consumer<FailoverListener> what) {
        listeners.tell(what);
    }
}
