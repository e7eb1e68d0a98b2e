package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of an earlier run that was announced as a job, and whose end that run never noted: the job may go on.
 *
 * @param step the step that it belongs to
 * @param host its host
 * @param command the command, as it was announced
 * @param id the job's id
 */
record OpenJob(int step, HostName host, String command, String id) {

    /** Reads those of the step in flight: what a step did is judged before the next one begins. */
    static List<OpenJob> of(List<JournalEntry> entries) {
        List<OpenJob> open = new ArrayList<>();
        for (JournalEntry entry : entries) {
            JournalRecord record = entry.record();
            if (record instanceof JournalRecord.CommandIntended intended) {
                intended.job()
                        .ifPresent(id -> open.add(new OpenJob(entry.step(), intended.host(), intended.command(), id)));
            } else if (record instanceof JournalRecord.CommandEnded ended) {
                open.stream()
                        .filter(o -> o.host.equals(ended.host()) && o.command.equals(ended.command()))
                        .findFirst()
                        .ifPresent(open::remove);
            } else if (record instanceof JournalRecord.DeedJudged || record instanceof JournalRecord.StepEnded) {
                open.clear();
            }
        }
        return List.copyOf(open);
    }
}
