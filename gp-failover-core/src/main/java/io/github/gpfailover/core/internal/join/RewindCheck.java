package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.core.internal.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The check for what forbids {@code pg_rewind}. It comes before the program has written anything: once it has begun, the directory can't be
 * restored.
 */
public final class RewindCheck {

    // dbState in pg_controldata.c. "in archive recovery" is a standby that crashed, or what pg_rewind itself leaves:
    // neither can be
    // brought to a shutdown by a server alone.
    private static final Set<String> CRASHED =
            Set.of("in production", "in crash recovery", "shutting down", "starting up");
    private static final List<String> MARKERS = List.of("recovery.conf", "standby.signal");

    private RewindCheck() {}

    /**
     * What forbids it, of what costs little to ask.
     *
     * @param recovers whether the program itself lets a server that was not shut down recover first
     */
    public static List<String> against(JoinFacts facts, Optional<InstanceState> server, boolean recovers) {
        List<String> against = new ArrayList<>();
        DirectoryChecks.againstServer(facts, server).ifPresent(against::add);
        boolean crashed = facts.old()
                .control()
                .filter(c -> CRASHED.contains(c.clusterState()))
                .isPresent();
        // A server that was killed leaves its pid file; the single server that recovers replaces it, as any start does.
        against.addAll(DirectoryChecks.againstSurvey(facts, crashed));
        // When it fails the directory is broken, and has to be renamed before a copy: that must be possible
        // for sure.
        DirectoryChecks.againstMount(facts, true).ifPresent(against::add);
        List<String> unread = DirectoryChecks.againstControl(facts);
        against.addAll(unread);
        if (unread.isEmpty()) {
            ControlData old = facts.old().control().get();
            against.addAll(
                    DirectoryChecks.againstIdentity(old, facts.own().control().get()));
            state(facts, old, crashed, recovers).ifPresent(against::add);
            pages(old).ifPresent(against::add);
            // The program itself searches for the directory's timeline in the source's history, and for nothing before
            // it
            // (findCommonAncestorTimeline in its source).
            DirectoryChecks.fork(facts, old, against);
        }
        if (facts.at().port() != facts.master().port()) {
            against.add("it serves port " + facts.at().port() + ", and the master port "
                    + facts.master().port() + ": pg_rewind takes over the master's postgresql.conf");
        }
        against.addAll(DirectoryChecks.againstLogin(facts));
        return List.copyOf(against);
    }

    private static Optional<String> state(JoinFacts facts, ControlData old, boolean crashed, boolean recovers) {
        // Not "shut down in recovery": Greenplum 6's program reads the target's log up to its latest checkpoint only
        // (extractPageMap in its pg_rewind.c), and a standby's pages may be further.
        if (old.shutDown()) {
            return Optional.empty();
        }
        String state = "its state is '" + old.clusterState() + "'";
        if (!crashed) {
            return Optional.of(state + ", which pg_rewind can't begin with");
        }
        if (!recovers) {
            return Optional.of(state + ", and this pg_rewind lets no server recover");
        }
        // A server without others refuses to run as a standby (PostgreSQL's xlog.c).
        return MARKERS.stream()
                .filter(m -> facts.survey().filter(s -> s.has(m)).isPresent())
                .findFirst()
                .map(m -> state + ", and with " + m + " there it can't recover by itself");
    }

    private static Optional<String> pages(ControlData old) {
        boolean checksums =
                old.checksumVersion().isPresent() && old.checksumVersion().getAsInt() > 0;
        return checksums || old.walLogHints().orElse(false)
                ? Optional.empty()
                : Optional.of("it has neither data checksums nor wal_log_hints"
                        + (old.checksumVersion().isEmpty() || old.walLogHints().isEmpty()
                                ? ", as far as its pg_control tells"
                                : "")
                        + ", so pages that changed without a record can't be told");
    }

    /**
     * What forbids it for want of space; empty if there is enough.
     *
     * @param source what the source's directory holds: it copies no more than that, but removes what is left over only at its end
     * @param free what is free where the directory stands
     */
    public static Optional<String> againstSpace(DiskSpace source, DiskSpace free) {
        if (source.kibibytes().isEmpty() || !source.whole()) {
            return Optional.of("how much pg_rewind may copy can't be told" + because(source));
        }
        if (free.kibibytes().isEmpty() || !free.whole()) {
            return Optional.of("how much disk is free for what pg_rewind may copy can't be told" + because(free));
        }
        long needed = source.kibibytes().getAsLong();
        long there = free.kibibytes().getAsLong();
        return there >= needed
                ? Optional.empty()
                : Optional.of("pg_rewind may copy as much as the master holds, " + Sizes.needed(needed) + ", but only "
                        + Sizes.free(there) + " are free");
    }

    private static String because(DiskSpace space) {
        return space.note().isEmpty() ? "" : ": " + space.note();
    }
}
