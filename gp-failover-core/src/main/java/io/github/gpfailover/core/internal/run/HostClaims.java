package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.job.Polling;
import io.github.gpfailover.core.internal.step.HostClaim;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.JobRunner.Claiming;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims that a run has of the hosts it acts on, each made before the first act there. They exist because a lease alone does not stop
 * an engine that was paused and wakes late: a host that another has claimed since begins none of its commands. Thread-safe.
 */
final class HostClaims {

    private static final Logger LOG = LoggerFactory.getLogger(HostClaims.class);
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final JobRunner jobs;
    private final Supplier<JobRunner.Claimant> claimant;
    private final Sleeper sleeper;
    private final Map<HostName, Claiming> made = new ConcurrentHashMap<>();
    private final Map<HostName, Set<String>> settled = new ConcurrentHashMap<>();
    private final Map<HostName, Object> locks = new ConcurrentHashMap<>();
    private final Map<HostName, String> warnings = new LinkedHashMap<>();

    HostClaims(JobRunner jobs, Supplier<JobRunner.Claimant> claimant, Sleeper sleeper) {
        this.jobs = jobs;
        this.claimant = claimant;
        this.sleeper = sleeper;
    }

    /**
     * Claims hosts side by side. One that can't be reached is claimed before the first act there.
     *
     * @throws StoppedException if another engine has claimed one since
     */
    void atBeginning(CommandTransport transport, List<HostName> hosts) throws InterruptedException {
        List<Sleeper.Task<Optional<StoppedException>>> tasks = new ArrayList<>();
        for (HostName host : hosts) {
            tasks.add(() -> {
                try {
                    of(transport, host, Duration.ofMillis(1));
                } catch (StoppedException e) {
                    return Optional.of(e);
                } catch (TransportException e) {
                    LOG.info("{} could not be claimed yet: {}", host, e.getMessage());
                }
                return Optional.empty();
            });
        }
        for (Optional<Optional<StoppedException>> refused : sleeper.together(tasks, AT_ONCE)) {
            if (refused.isPresent() && refused.get().isPresent()) {
                throw refused.get().get();
            }
        }
    }

    /**
     * Gives the claim of a host, made now if there is none yet; empty where jobs can't be had.
     *
     * @param left how long to ask again after a line that was lost
     * @throws TransportException if the host could not be asked
     * @throws StoppedException if another engine has claimed it since
     */
    Optional<HostClaim> of(CommandTransport way, HostName host, Duration left) throws InterruptedException {
        synchronized (locks.computeIfAbsent(host, h -> new Object())) {
            Claiming claiming = made.get(host);
            if (claiming == null) {
                claiming = claimed(way, host, left);
                made.put(host, claiming);
                if (claiming instanceof Claiming.NoJobs none) {
                    warn(host, none.why());
                }
            }
            if (claiming instanceof Claiming.Refused refused) {
                throw new StoppedException(
                        ReasonCode.LEASE_LOST,
                        "another engine has taken the lease of the cluster since, and claimed " + host + " ("
                                + refused.by()
                                + "): nothing is sent there; find out what it does, and wait for its end",
                        null);
            }
            return claiming instanceof Claiming.Claimed c ? Optional.of(c.claim()) : Optional.empty();
        }
    }

    /** Says whether what came of the claim of a host is known. */
    boolean knows(HostName host) {
        return made.containsKey(host);
    }

    private Claiming claimed(CommandTransport way, HostName host, Duration left) throws InterruptedException {
        Polling polling = new Polling(left, sleeper);
        while (true) {
            try {
                return jobs.claim(way, host, claimant.get());
            } catch (TransportException e) {
                // A claim is made once, however often it is asked for.
                if (!e.mayHaveRun() || !polling.pause()) {
                    throw e;
                }
            }
        }
    }

    private void warn(HostName host, String why) {
        String warning = "commands on " + host + " run directly and not as jobs, since " + why
                + ": if their line is lost, their end is not known, and no claim on that host stops another engine";
        LOG.warn("{}", warning);
        synchronized (warnings) {
            warnings.put(host, warning);
        }
    }

    /** What the report should tell of hosts without jobs. */
    List<String> warnings() {
        synchronized (warnings) {
            return List.copyOf(warnings.values());
        }
    }

    /** Gives the jobs that the claim of a host has shown to be under way, and whose ends are not known yet. */
    List<String> open(HostName host) {
        if (!(made.get(host) instanceof Claiming.Claimed claimed)) {
            return List.of();
        }
        Set<String> over = settled.getOrDefault(host, Set.of());
        return claimed.open().stream().filter(id -> !over.contains(id)).toList();
    }

    /** Notes that the end of a job is known. */
    void settled(HostName host, String id) {
        settled.computeIfAbsent(host, h -> ConcurrentHashMap.newKeySet()).add(id);
    }

    /** The hosts that this run has claimed. */
    List<HostName> hosts() {
        return List.copyOf(all().keySet());
    }

    /** The claims that this run has. */
    Map<HostName, HostClaim> all() {
        Map<HostName, HostClaim> all = new LinkedHashMap<>();
        made.forEach((host, c) -> {
            if (c instanceof Claiming.Claimed claimed) {
                all.put(host, claimed.claim());
            }
        });
        return all;
    }
}
