package io.github.gpfailover;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.FenceProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was known, right before a promotion, of a server that must not write beside it: each vantage point's word, and what follows.
 *
 * <p>Exists so that whoever reads a report can check why the standby was promoted, or why it was not: with the two masters unable to
 * see each other, the vendor's utility promoted beside a master that wrote on (recordings 84 to 87). It is in the report whether the
 * plan went on or not. Immutable and thread-safe.
 *
 * @param server the server
 * @param liveness whether it runs, by its own host's process table, by a session, or by what was met on the way there
 * @param sightings what other hosts see of it; empty where its own process table had proved it stopped, or a fence held it
 * @param fence what the fence that holds it proves, an operator's attestation among them; empty if none was set
 * @since 0.1
 */
public record GuardVerdict(
        InstanceLocation server, Liveness liveness, List<Sighting> sightings, Optional<FenceProof> fence) {

    /**
     * Checks and copies the parts.
     *
     * @param server the server
     * @param liveness whether it runs
     * @param sightings what other hosts see of it
     * @param fence what the fence that holds it proves
     * @throws NullPointerException if a part is null
     */
    public GuardVerdict {
        Checks.notNull(server, "server");
        Checks.notNull(liveness, "liveness");
        sightings = List.copyOf(Checks.notNull(sightings, "sightings"));
        Checks.notNull(fence, "fence");
    }

    /**
     * Gives what all vantage points together say. A server that is stopped by its own process table, and speaks to somebody, is
     * neither.
     *
     * @return {@code STOPPED} only if its host's process table proves it and nobody contradicts
     */
    public Liveness.Status status() {
        boolean spoke = sightings.stream().anyMatch(Sighting::serverSpoke);
        if (liveness.isStopped()) {
            return spoke ? Liveness.Status.UNKNOWN : Liveness.Status.STOPPED;
        }
        return spoke ? Liveness.Status.RUNNING : liveness.status();
    }

    /**
     * Tells whether the server may write. Unknown is not stopped.
     *
     * @return false only if it is proved stopped, or a fence proves that it holds it
     */
    public boolean mayWrite() {
        return status() != Liveness.Status.STOPPED
                && fence.filter(FenceProof::fenced).isEmpty();
    }

    /**
     * Gives who saw what, one line each: the server's own host first, then the others, then the fence.
     *
     * @return the lines
     */
    public List<String> lines() {
        List<String> all = new ArrayList<>();
        for (Evidence e : liveness.evidence()) {
            boolean said = sightings.stream().anyMatch(s -> s.toString().equals(e.statement()));
            if (!said) {
                all.add(e.toString());
            }
        }
        sightings.forEach(s -> all.add(s.toString()));
        fence.ifPresent(f -> all.add((f.fenced() ? "fence holds: " : "fence does not hold: ") + f.statement()));
        return all;
    }

    /** Returns the conclusion, in one line. */
    @Override
    public String toString() {
        String held = fence.filter(FenceProof::fenced).isPresent() ? ", held by a fence" : "";
        return server + " is " + status() + held + (mayWrite() ? ": it may write" : ": it can't write");
    }
}
