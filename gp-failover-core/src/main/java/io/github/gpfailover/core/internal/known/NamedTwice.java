package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.identity.NameQuestions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A server that two names of the specification lead to. It exists because it would count as two masters, of which people fence one. Nothing is
 * asked where no two locations show the same port, directory and postmaster.
 */
public final class NamedTwice {

    /**
     * Two locations of one server.
     *
     * @param kept the one that it is observed at
     * @param other the other name of it
     */
    public record Pair(InstanceLocation kept, InstanceLocation other) {

        /** What a state that knows the server once says of it: it stays a conflict until the specification is right. */
        String conflict(ClusterState once) {
            return "the cluster's specification has two names for one server: " + kept + " and " + other + "; "
                    + names(once.catalog());
        }

        private static String names(List<CatalogRow> catalog) {
            Optional<String> master = name(catalog, CatalogRow.Role.PRIMARY);
            return master.isEmpty()
                    ? "write each server once, the master as master(...) and the standby as standby(...)"
                    : "by its catalog, write master(\"" + master.get() + "\") and "
                            + name(catalog, CatalogRow.Role.MIRROR)
                                    .map(s -> "standby(\"" + s + "\")")
                                    .orElse("no standby");
        }

        private static Optional<String> name(List<CatalogRow> catalog, CatalogRow.Role role) {
            return catalog.stream()
                    .filter(r -> r.isMasterOrStandby() && r.role() == role)
                    .map(r -> r.location().host().value())
                    .findFirst();
        }
    }

    private final NameQuestions questions;
    private final Set<Set<HostName>> apart = new HashSet<>();

    public NamedTwice(NameQuestions questions) {
        this.questions = questions;
    }

    /** The two locations of a server that was seen twice; empty if none was, or nobody proves it. */
    public Optional<Pair> in(ClusterState seen) throws InterruptedException {
        List<InstanceState> all = seen.instances();
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                InstanceLocation a = all.get(i).location();
                InstanceLocation b = all.get(j).location();
                if (alike(all.get(i), all.get(j)) && oneHost(a.host(), b.host())) {
                    return Optional.of(new Pair(a, b));
                }
            }
        }
        return Optional.empty();
    }

    private boolean oneHost(HostName a, HostName b) throws InterruptedException {
        if (apart.contains(Set.of(a, b))) {
            return false;
        }
        Optional<Boolean> one = questions.oneHost(a, b);
        if (one.filter(o -> !o).isPresent()) {
            apart.add(Set.of(a, b));
        }
        return one.orElse(false);
    }

    private static boolean alike(InstanceState a, InstanceState b) {
        return !a.location().host().equals(b.location().host())
                && a.location().port() == b.location().port()
                && a.location().dataDirectory().equals(b.location().dataDirectory())
                && a.role() == b.role()
                && postmaster(a).isPresent()
                && postmaster(a).equals(postmaster(b));
    }

    private static OptionalInt postmaster(InstanceState server) {
        return server.processes().stream()
                .filter(p -> p.kind() == ServerProcess.Kind.POSTMASTER)
                .mapToInt(ServerProcess::pid)
                .findFirst();
    }
}
