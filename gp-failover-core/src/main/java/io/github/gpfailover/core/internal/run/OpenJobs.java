package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.JobRunner.End;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The jobs that an earlier run left under way, awaited before the plan goes on. They exist because an observation beside a command
 * that still works shows what will not be so a moment later.
 */
final class OpenJobs {

    private final JobRunner jobs;
    private final HostClaims claims;
    private final ExecutionLog log;
    private final CommandTransport transport;
    private final Sleeper sleeper;
    private final Map<HostName, List<String>> ended = new ConcurrentHashMap<>();

    OpenJobs(JobRunner jobs, HostClaims claims, ExecutionLog log, CommandTransport transport, Sleeper sleeper) {
        this.jobs = jobs;
        this.claims = claims;
        this.log = log;
        this.transport = transport;
        this.sleeper = sleeper;
    }

    /**
     * Awaits their ends, each within the time of its step, and notes them; gives what the report should tell of them.
     *
     * @throws StoppedException if another engine has claimed a host since
     */
    List<String> await(List<OpenJob> open, List<PlanStep> steps) throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (OpenJob job : open) {
            Duration most = job.step() < 1 || job.step() > steps.size()
                    ? Duration.ofMinutes(1)
                    : steps.get(job.step() - 1).options().deadline();
            String what = "the command '" + job.command() + "' that an earlier run had sent to " + job.host()
                    + " as job " + job.id();
            try {
                // With the host claimed, what of it is still on its way can't begin any more.
                if (claims.of(transport, job.host(), Duration.ofSeconds(1)).isEmpty()) {
                    found.add(what + " was not asked for, since jobs can't be had there");
                    continue;
                }
                Optional<End> end = jobs.await(transport, job.host(), job.id(), most, sleeper);
                String words = end.map(OpenJobs::words)
                        .orElse("no record of it is there: it never began, or a later run has seen to its end");
                end.ifPresent(e -> ended(job.host(), job.id()));
                log.step(job.step());
                log.journalAfterwards(
                        new JournalRecord.CommandEnded(job.host(), job.command(), words + " (found when resumed)"));
                log.step(0);
                found.add(what + ": " + words);
                claims.settled(job.host(), job.id());
            } catch (StoppedException e) {
                throw e;
            } catch (GpFailoverException e) {
                stillUnderWay(e, what, most);
                found.add(what + ": its end could not be learned: " + e.getMessage());
            }
        }
        return found;
    }

    /** What goes on beyond its time is no end: nothing is begun beside it. */
    private static void stillUnderWay(GpFailoverException e, String what, Duration most) {
        if (e instanceof TransportException t && t.reason() == TransportException.Reason.TIMEOUT) {
            throw new StoppedException(
                    ReasonCode.DEADLINE_PASSED,
                    what + ", and has not ended within " + most.toSeconds()
                            + " s: nothing is begun beside it; wait for its end, or end it, and execute the plan again",
                    e);
        }
    }

    /**
     * Awaits the jobs that the claims of hosts have shown: an earlier run of this cluster began them, and perhaps no journal tells of
     * it. A rewind is not among them: the step that finds its directory decides on it. Gives what the report should tell of them.
     *
     * @param most how long to wait
     * @throws StoppedException if one is still under way then
     */
    List<String> awaitShown(Duration most) throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (HostName host : claims.hosts()) {
            awaitShown(transport, host, most).ifPresent(found::addAll);
        }
        return found;
    }

    /**
     * Awaits those that the claim of one host has shown, and whose ends are not known yet. Empty if there were none, and so nothing has
     * changed since the last observation; else what the report should tell of them.
     */
    Optional<List<String>> awaitShown(CommandTransport way, HostName host, Duration most) throws InterruptedException {
        List<String> ids =
                claims.open(host).stream().filter(JobIds::isOfCommand).toList();
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        List<String> found = new ArrayList<>();
        for (String id : ids) {
            shown(way, host, id, most).ifPresent(found::add);
        }
        return Optional.of(found);
    }

    private Optional<String> shown(CommandTransport way, HostName host, String id, Duration most)
            throws InterruptedException {
        String what = "job " + id + " of an earlier run was under way on " + host;
        try {
            log.progressed(what + "; its end is awaited");
            Optional<End> end = jobs.await(way, host, id, most, sleeper);
            claims.settled(host, id);
            if (end.filter(End.Ended.class::isInstance).isEmpty()) {
                // One that broke, in a power loss perhaps, left a state that is observed like any other.
                return Optional.empty();
            }
            ended(host, id);
            return Optional.of(what + ": " + words(end.get()));
        } catch (StoppedException e) {
            throw e;
        } catch (GpFailoverException e) {
            stillUnderWay(e, what, most);
            return Optional.of(what + ", and its end could not be learned: " + e.getMessage()
                    + "; nothing is begun on " + host + " before that is known: once it has surely ended, remove its"
                    + " directory in .gp-failover/jobs there");
        }
    }

    private void ended(HostName host, String id) {
        ended.computeIfAbsent(host, h -> new CopyOnWriteArrayList<>()).add(id);
    }

    /** The jobs of a host whose ends were learned, so that nobody needs their records any more. */
    List<String> ended(HostName host) {
        return ended.getOrDefault(host, List.of());
    }

    private static String words(End end) {
        if (end instanceof End.Ended ended) {
            return "it ended with " + ended.result().exitText();
        }
        return end instanceof End.NeverRan never ? "it did not run: " + never.why() : ((End.Broken) end).why();
    }
}
