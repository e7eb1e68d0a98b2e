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
    private final BooleanSupplier acted;
    private final BooleanSupplier cancelled;
    private final Consumer<String> progress;
    /** What was waited since a host answered last: a network that stays away is waited for once. */
    private final AtomicLong waitedInVain = new AtomicLong();
    /** Whether this run goes on with what another one has begun. */
    private volatile boolean goesOn;

    /**
     * Makes it.
     *
     * @param transport reaches the hosts; nothing is changed through it
     * @param pauses takes the time that was waited
     * @param acted whether the run has begun something that it must not give up; asked before each wait
     * @param cancelled whether the caller asked for an early end; asked before each wait
     * @param progress is told of a wait
     */
    OwnNetwork(
            ClusterSpec cluster,
            Silences transport,
            Sleeper sleeper,
            Pauses pauses,
            BooleanSupplier acted,
            BooleanSupplier cancelled,
            Consumer<String> progress) {
        this.cluster = cluster;
        this.transport = transport;
        this.sleeper = sleeper;
        this.pauses = pauses;
        this.acted = acted;
        this.cancelled = cancelled;
        this.progress = progress;
    }

    /** Says that the run goes on with what another one has begun: it has something to wait for before its own first act. */
    void goesOn() {
        goesOn = true;
    }

    /** Whether something was begun, by this run or before it, that must not be given up. */
    boolean begun() {
        return goesOn || acted.getAsBoolean();
    }

    /** How many commands have met with silence so far. */
    long silences() {
        return transport.met();
    }

    /** Says that no host at all answers, where an observation came of that; empty if one does. */
    Optional<String> nobody(ClusterState seen) throws InterruptedException {
        return suspect(seen) && noneAnswers(hosts(seen))
                ? Optional.of("no host of the cluster answers this controller (" + names(seen)
                        + "), so its own network is taken to be away, and nothing is known of the cluster")
                : Optional.empty();
    }

    @Override
    public ClusterState sighted(ClusterState seen, Observation again) throws InterruptedException {
        ClusterState state = seen;
        long began = sleeper.nanoTime();
        boolean waited = false;
        boolean blind = suspect(state) && nobodyTold(state) && begun();
        while (suspect(state)
                && begun()
                && !cancelled.getAsBoolean()
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
        if (waited || blind) {
            // The network may have come back in the midst of that observation.
            state = again.make();
        }
        if (waited) {
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

    /** Whether no server is known to run or to be stopped. */
    static boolean nobodyTold(ClusterState state) {
        return state.instances().stream().allMatch(i -> i.liveness().isUnknown());
    }

    private Set<HostName> hosts(ClusterState state) {
        Set<HostName> hosts = new LinkedHashSet<>();
        state.instances().forEach(i -> hosts.add(i.location().host()));
        cluster.masterLocations().forEach(l -> hosts.add(l.host()));
        cluster.segmentHosts().stream().limit(MOST_SEGMENT_HOSTS).forEach(hosts::add);
        return hosts;
    }

    private String names(ClusterState state) {
        return String.join(", ", hosts(state).stream().map(HostName::value).toList());
    }

    /**
     * Who has told of itself is asked first, and who was silent just now is not asked again: within an outage a host that is off would cost
     * each observation the whole time for connecting.
     */
    private boolean nobodyAnswers(ClusterState state) throws InterruptedException {
        Set<HostName> told = new LinkedHashSet<>();
        state.instances().stream()
                .filter(i -> !i.liveness().isUnknown())
                .forEach(i -> told.add(i.location().host()));
        Set<HostName> others = hosts(state);
        others.removeAll(told);
        told.removeIf(transport::justFound);
        others.removeIf(transport::justFound);
        return noneAnswers(told) && noneAnswers(others);
    }

    private boolean noneAnswers(Set<HostName> hosts) throws InterruptedException {
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
