package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an observation has seen so far. It exists so that witnesses are asked about a silent host while the controller still waits for
 * it: one after the other, the two silences cost clients ten seconds. Thread-safe.
 */
public final class Progress {

    private static final Duration SLICE = Duration.ofMillis(5);

    private record Ended(InstanceProbe.Seen seen, long at) {}

    private final Sleeper sleeper;
    private final List<Ended> ended = new ArrayList<>();
    private OptionalLong over = OptionalLong.empty();

    /**
     * Makes one for an observation that begins.
     *
     * @param sleeper how time passes
     */
    public Progress(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** Notes what was seen of one server. */
    public synchronized void seen(InstanceProbe.Seen one) {
        ended.add(new Ended(one, sleeper.nanoTime()));
    }

    /** Notes that nothing is waited for any more. */
    public synchronized void over() {
        over = OptionalLong.of(sleeper.nanoTime());
    }

    /** Waits until the observation has ended, at most for that time; false if it goes on. */
    public boolean awaitEnd(Duration patience) throws InterruptedException {
        long end = sleeper.nanoTime() + patience.toNanos();
        while (true) {
            OptionalLong known = known();
            long now = sleeper.nanoTime();
            // Under virtual time the end may be known before it has come.
            if (known.isPresent() && known.getAsLong() <= now) {
                return true;
            }
            if (now >= end) {
                return false;
            }
            long until = known.isPresent() ? Math.min(known.getAsLong(), end) : Math.min(now + SLICE.toNanos(), end);
            sleeper.sleep(Duration.ofNanos(until - now));
        }
    }

    /** Says which of these servers nothing was seen of yet. */
    public List<InstanceLocation> open(List<InstanceLocation> asked) {
        List<InstanceLocation> all =
                now().stream().map(s -> s.instance().location()).toList();
        return asked.stream().filter(at -> !all.contains(at)).toList();
    }

    /** Gives the hosts that have answered, and those of the segments that a catalog names. */
    public Set<HostName> hosts() {
        Set<HostName> hosts = new LinkedHashSet<>();
        for (InstanceProbe.Seen s : now()) {
            s.catalog().stream()
                    .filter(r -> !r.isMasterOrStandby())
                    .map(CatalogRow::location)
                    .forEach(l -> hosts.add(l.host()));
        }
        now().stream()
                .map(InstanceProbe.Seen::instance)
                .filter(i -> !i.liveness().isUnknown())
                .forEach(i -> hosts.add(i.location().host()));
        return hosts;
    }

    /** Gives the version that a server has reported. */
    public Optional<GreenplumVersion> version() {
        return now().stream().flatMap(s -> s.version().stream()).findFirst();
    }

    private synchronized OptionalLong known() {
        return over;
    }

    private synchronized List<InstanceProbe.Seen> now() {
        long now = sleeper.nanoTime();
        return ended.stream().filter(e -> e.at() <= now).map(Ended::seen).toList();
    }
}
