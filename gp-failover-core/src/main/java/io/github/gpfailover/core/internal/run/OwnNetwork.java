package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.core.internal.inspect.Silences;
import io.github.gpfailover.core.internal.known.Patience;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The wait of a controller that has lost its own network. Hosts that died leave others that answer; where no host of the cluster answers at
 * all, the controller itself is taken to be cut off. It waits and observes again, and no deadline passes meanwhile, since a run that gives up
 * there would leave behind whatever it has begun.
 */
final class OwnNetwork implements Patience {

    /** One answer of a few is enough, and a large cluster has hundreds. */
    private static final int MOST_SEGMENT_HOSTS = 8;

    private static final Duration QUESTION = Duration.ofSeconds(5);
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final ClusterSpec cluster;
    private final Silences transport;
    private final Sleeper sleeper;
    private final Pauses pauses;
    private final BooleanSupplier mayWait;
    private final Consumer<String> progress;
    /** What was waited since a host answered last: a network that stays away is waited for once. */
    private final AtomicLong waitedInVain = new AtomicLong();

    /**
     * Makes it.
     *
     * @param transport reaches the hosts; nothing is changed through it
     * @param pauses takes the time that was waited
     * @param mayWait whether the run has begun something that it must not give up; asked before each wait
     * @param progress is told of a wait
     */
    OwnNetwork(
            ClusterSpec cluster,
            Silences transport,
            Sleeper sleeper,
            Pauses pauses,
            BooleanSupplier mayWait,
            Consumer<String> progress) {
        this.cluster = cluster;
        this.transport = transport;
        this.sleeper = sleeper;
        this.pauses = pauses;
        this.mayWait = mayWait;
        this.progress = progress;
    }

    @Override
    public ClusterState sighted(ClusterState seen, Observation again) throws InterruptedException {
        ClusterState state = seen;
        long began = sleeper.nanoTime();
        boolean waited = false;
        while (suspect(state)
                && mayWait.getAsBoolean()
                && waitedInVain.get() + sleeper.nanoTime() - began < LONGEST.toNanos()
                && nobodyAnswers(state)) {
            if (!waited) {
                progress.accept(
                        "no host of the cluster answers, so this controller's own network is taken to be away: waiting up to "
                                + LONGEST.toMinutes() + " min until one does");
            }
            waited = true;
            sleeper.sleep(BETWEEN);
            state = again.make();
        }
        if (waited) {
            // The network may have come back in the midst of that observation.
            state = again.make();
            Duration time = Duration.ofNanos(sleeper.nanoTime() - began);
            pauses.add(time);
            waitedInVain.addAndGet(time.toNanos());
            progress.accept((nobodyTold(state) ? "still no host answers" : "hosts answer again") + " after "
                    + time.toSeconds() + " s");
        }
        if (!nobodyTold(state)) {
            waitedInVain.set(0);
        }
        return state;
    }

    /** Whether somebody is not seen, and nobody has answered since. */
    private boolean suspect(ClusterState state) {
        return transport.silentLast() && unclear(state);
    }

    /** Whether a server is not seen, or does not tell what it is. */
    static boolean unclear(ClusterState state) {
        return state.instances().stream().anyMatch(i -> i.liveness().isUnknown() || i.role() == InstanceRole.UNKNOWN);
    }

    private static boolean nobodyTold(ClusterState state) {
        return state.instances().stream().allMatch(i -> i.liveness().isUnknown());
    }

    private boolean nobodyAnswers(ClusterState state) throws InterruptedException {
        Set<HostName> hosts = new LinkedHashSet<>();
        state.instances().forEach(i -> hosts.add(i.location().host()));
        cluster.masterLocations().forEach(l -> hosts.add(l.host()));
        cluster.segmentHosts().stream().limit(MOST_SEGMENT_HOSTS).forEach(hosts::add);
        List<Sleeper.Task<Boolean>> questions = hosts.stream()
                .map(h -> (Sleeper.Task<Boolean>) () -> answers(h))
                .toList();
        return sleeper.together(questions, QUESTION.multipliedBy(3)).stream().noneMatch(Optional.of(true)::equals);
    }

    private boolean answers(HostName host) throws InterruptedException {
        try {
            transport.execute(host, Command.of("true").within(QUESTION));
            return true;
        } catch (TransportException e) {
            return !Silences.mayBeSilence(e);
        }
    }
}
