package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.IdPrefixes;
import io.github.gpfailover.core.internal.inspect.IdPrefixesOf;
import io.github.gpfailover.core.internal.inspect.StartSecondOf;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * The comparison of the seconds in which postmasters began. It exists because a master numbers its distributed transactions under that
 * second: a standby with the second of a master before it can't see, once promoted, what that master committed last.
 */
final class StartSeconds {

    /** How a standby's second compares with those of the masters before it. */
    sealed interface Finding {

        /** No master is known that numbered under the standby's second. */
        record Apart(long second) implements Finding {}

        /** A master numbered, or may number, under the standby's second. */
        record Shared(long prefix, String seen) implements Finding {}

        /**
         * It can't be determined.
         *
         * @param second the standby's second; empty if that can't be read
         */
        record Untold(OptionalLong second, String why) implements Finding {}
    }

    /** What it means, and what to do. */
    static final String MEANING =
            "once it is promoted, rows that the old master acknowledged could not be seen until it is" + " restarted";

    /**
     * How many seconds after its start a postmaster may take the second that it numbers under: it takes that when it makes its shared memory,
     * after it has written postmaster.pid (postmaster.c, tmShmemInit in cdbtm.c).
     */
    static final long LATER = 2;

    private static final Duration ROUND = Duration.ofSeconds(20);

    private StartSeconds() {}

    /**
     * Compares. A second of an id is exact; that of a postmaster's file is the earliest that it may number under.
     *
     * @param log the greatest number by prefix in the standby's own log, as far as it was read; it parts no seconds, since it need not go
     *     back to all masters
     */
    static Finding compare(OptionalLong standby, OptionalLong master, IdPrefixes segments, SortedMap<Long, Long> log) {
        if (standby.isEmpty()) {
            return new Finding.Untold(standby, "the standby's postmaster.pid does not tell when it began");
        }
        long second = standby.getAsLong();
        Optional<Finding> shared =
                shared(second, segments.newest(), "the segments keep").or(() -> shared(second, log, "its own log has"));
        if (shared.isPresent()) {
            return shared.get();
        }
        if (master.isPresent()) {
            long other = master.getAsLong();
            boolean exact = segments.newest().keySet().stream().anyMatch(p -> mayNumberUnder(other, p));
            if (!exact && Math.abs(other - second) <= LATER) {
                return new Finding.Shared(
                        Math.max(other, second),
                        "the standby's postmaster began in second " + second + ", and the master's in second " + other);
            }
            return new Finding.Apart(second);
        }
        return segments.unasked().isEmpty() && !segments.newest().isEmpty()
                ? new Finding.Apart(second)
                : new Finding.Untold(
                        standby,
                        segments.unasked().isEmpty()
                                ? "neither the old master's postmaster.pid nor a segment tells when it began"
                                : "segments did not tell: " + String.join("; ", segments.unasked()));
    }

    private static Optional<Finding> shared(long second, SortedMap<Long, Long> prefixes, String who) {
        return prefixes.entrySet().stream()
                .filter(id -> mayNumberUnder(second, id.getKey()))
                .findFirst()
                .map(id -> new Finding.Shared(
                        id.getKey(),
                        "the standby's postmaster began in second " + second + ", and " + who
                                + " distributed ids of a master under " + id.getKey() + ", up to number "
                                + id.getValue()));
    }

    /** Whether a postmaster that began in a second may number under a prefix. */
    static boolean mayNumberUnder(long second, long prefix) {
        return prefix >= second && prefix <= second + LATER;
    }

    /** Asks both servers and all primaries side by side; a master that can't be asked is left to what the segments keep. */
    static Finding ask(InstanceLocation standby, Optional<InstanceLocation> master, StepContext now)
            throws InterruptedException {
        if (!now.dialect().idsByStartSecond()) {
            return new Finding.Apart(0);
        }
        List<Optional<Object>> told = now.sleeper()
                .together(
                        List.<Sleeper.Task<Object>>of(
                                () -> now.inspection().ask(new StartSecondOf(standby)),
                                () -> master.isPresent()
                                        ? now.inspection().ask(new StartSecondOf(master.get()))
                                        : OptionalLong.empty(),
                                () -> now.inspection().ask(new IdPrefixesOf(primaries(now)))),
                        ROUND);
        OptionalLong own = (OptionalLong) told.get(0).orElse(OptionalLong.empty());
        OptionalLong other = (OptionalLong) told.get(1).orElse(OptionalLong.empty());
        IdPrefixes segments = (IdPrefixes) told.get(2).orElse(IdPrefixes.none());
        return compare(own, other, segments, now.notes().idsInLog(standby));
    }

    /**
     * Asks about a standby that is to be promoted, and keeps the finding for the steps that follow; one that was proved apart is not asked
     * again while its postmaster is the same. What can't be determined takes no earlier finding back.
     *
     * @param promotes whether the step that asks promotes the standby: what can't be determined is noted then, as a reason to restart it
     * @return why the standby, or the master that it becomes, is to be restarted; empty if it need not be
     */
    static Noted<Optional<String>> noted(
            InstanceLocation standby, Optional<InstanceLocation> master, boolean promotes, StepContext now)
            throws InterruptedException {
        boolean apart = now.state()
                .instance(standby)
                .filter(now.notes().seconds()::startsApart)
                .isPresent();
        if (apart || now.inspection().foresees()) {
            return Noted.of(Optional.empty());
        }
        Finding finding = ask(standby, master, now);
        if (finding instanceof Finding.Shared s) {
            now.notes().seconds().shared(standby, s.prefix());
            return Noted.of(Optional.of(s.seen()));
        }
        if (finding instanceof Finding.Untold u) {
            if (now.notes().seconds().shared(standby).isPresent()
                    && now.notes().seconds().untold(standby).isEmpty()) {
                return Noted.of(Optional.of("it was seen before that " + standby
                        + " began in the second of a master, and now it can't be told (" + u.why() + ")"));
            }
            String untold = untold(standby, u.why());
            Findings warned =
                    Findings.warning(untold + "; if it did not, " + MEANING + ": it is restarted once it is promoted");
            if (!promotes) {
                return new Noted<>(Optional.empty(), warned);
            }
            OptionalLong latest =
                    u.second().isPresent() ? OptionalLong.of(u.second().getAsLong() + LATER) : OptionalLong.empty();
            now.notes().seconds().untold(standby, latest, now.state().instance(standby), u.why());
            return new Noted<>(Optional.of(untold), warned);
        }
        now.notes().seconds().parted();
        now.notes().seconds().startsApart(standby, now.state().instance(standby));
        return Noted.of(Optional.empty());
    }

    /** The reason of a restart where nothing proves one needless. */
    static String untold(InstanceLocation server, String why) {
        return "whether " + server + " began in another second than the masters before it can't be told (" + why + ")";
    }

    static List<CatalogRow> primaries(StepContext now) {
        List<CatalogRow> told = now.state().segments();
        return (told.isEmpty() ? now.notes().segments() : told)
                .stream().filter(r -> r.role() == CatalogRow.Role.PRIMARY).toList();
    }
}
