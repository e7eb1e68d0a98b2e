package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.cluster.ServerProcess.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The processes of one instance. It exists to distinguish them from its neighbours' processes, and to report where that can't be done.
 *
 * <p>A process belongs to its parent's instance where the parent is a postmaster; an orphan belongs to the instance
 * whose port its title begins with. An instance is stopped only if both lists are empty.
 *
 * @param mine the processes of the instance
 * @param unattributed processes that may be of the instance, or write its directory without being a server, each as
 * {@code pid command}: the caller can't determine it
 */
public record InstanceProcesses(List<ServerProcess> mine, List<String> unattributed) {

    private enum Owner {
        MINE,
        OTHER,
        UNCLEAR
    }

    /**
     * Copies the lists.
     *
     * @param mine the processes of the instance
     * @param unattributed processes that may be of the instance, each as {@code pid command}
     */
    public InstanceProcesses {
        mine = List.copyOf(mine);
        unattributed = List.copyOf(unattributed);
    }

    /** What must be asked of a host before its processes can be sorted; nothing where the commands suffice. */
    public record Doubts(List<ProcessTable.Row> rows, List<String> paths) {

        /** Copies the lists. */
        public Doubts {
            rows = List.copyOf(rows);
            paths = List.copyOf(paths);
        }

        /** Whether the commands suffice. */
        public boolean none() {
            return rows.isEmpty() && paths.isEmpty();
        }
    }

    /** Sorts a host's processes by whether they are of that instance, by their commands alone. */
    public static InstanceProcesses of(ProcessTable table, InstanceLocation instance) {
        return of(table, instance, ProcessProofs.none());
    }

    /**
     * Sorts a host's processes by whether they are of that instance, by their commands and what the kernel reports of them.
     */
    public static InstanceProcesses of(ProcessTable table, InstanceLocation instance, ProcessProofs proofs) {
        Map<Integer, Owner> postmasters = postmasters(table, instance, proofs);
        List<ServerProcess> mine = new ArrayList<>();
        List<String> unattributed = new ArrayList<>();
        for (ProcessTable.Row row : table.rows()) {
            if (!defunct(row)) {
                sort(row, instance.port(), postmasters, proofs, mine, unattributed);
                Optional<String> writes = DirectoryWriter.target(row.command());
                if (DirectoryWriter.of(row.command(), instance.dataDirectory().path())
                        || writes.filter(proofs::leadsToDirectory).isPresent()) {
                    unattributed.add(row.pid() + " " + row.command());
                }
            }
        }
        for (String line : table.leftovers()) {
            if (line.contains("postgres: ") || line.contains("/postgres ") || line.contains("/postmaster ")) {
                unattributed.add(line);
            }
        }
        return new InstanceProcesses(mine, unattributed);
    }

    /**
     * Says of which processes the kernel has to be asked: those whose command leaves open whose they are, and those that a command gives
     * to an instance that their user could not run.
     *
     * @param named the process that the instance's {@code postmaster.pid} names
     */
    public static Doubts doubts(ProcessTable table, InstanceLocation instance, OptionalInt named) {
        Map<Integer, Owner> postmasters = postmasters(table, instance, ProcessProofs.none());
        Optional<String> login = table.login();
        List<ProcessTable.Row> rows = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (ProcessTable.Row row : table.rows()) {
            if (defunct(row)) {
                continue;
            }
            boolean asNamed = named.isPresent() && named.getAsInt() == row.pid();
            if (asNamed ? namedDoubt(row, postmasters) : doubtful(row, instance, postmasters, login)) {
                rows.add(row);
            }
            DirectoryWriter.target(row.command())
                    .filter(t -> !t.equals(instance.dataDirectory().path()))
                    .ifPresent(paths::add);
        }
        return new Doubts(rows, paths);
    }

    private static boolean namedDoubt(ProcessTable.Row row, Map<Integer, Owner> postmasters) {
        return postmasters.get(row.pid()) != Owner.MINE && row.command().contains("postgres");
    }

    private static boolean doubtful(
            ProcessTable.Row row, InstanceLocation instance, Map<Integer, Owner> postmasters, Optional<String> login) {
        ServerTitle title = ServerTitle.of(row.command());
        Owner own = postmasters.get(row.pid());
        Owner parents = postmasters.get(row.ppid());
        if (title == null && own == null) {
            return false;
        }
        boolean ofLogin = login.filter(l -> !l.equals(row.user())).isEmpty();
        return switch (byText(own, parents, title, instance.port())) {
            // A child goes by its parent, which is asked of.
            case UNCLEAR -> parents != Owner.UNCLEAR;
            case MINE -> parents != Owner.MINE && !ofLogin;
            // What is left out for its port alone may still be of this directory.
            case OTHER -> parents == null && ofLogin && (own == null || hasNoPort(row));
        };
    }

    private static boolean hasNoPort(ProcessTable.Row row) {
        PostmasterCommand postmaster = PostmasterCommand.of(row.command());
        return postmaster != null && postmaster.port().isEmpty();
    }

    private static Map<Integer, Owner> postmasters(
            ProcessTable table, InstanceLocation instance, ProcessProofs proofs) {
        Map<Integer, Owner> postmasters = new HashMap<>();
        for (ProcessTable.Row row : table.rows()) {
            PostmasterCommand postmaster = defunct(row) ? null : PostmasterCommand.of(row.command());
            if (postmaster != null) {
                postmasters.put(row.pid(), judged(row, owner(postmaster, instance), instance.port(), proofs));
            }
        }
        return postmasters;
    }

    private static void sort(
            ProcessTable.Row row,
            int port,
            Map<Integer, Owner> postmasters,
            ProcessProofs proofs,
            List<ServerProcess> mine,
            List<String> unattributed) {
        ServerTitle title = ServerTitle.of(row.command());
        Owner own = postmasters.get(row.pid());
        Owner parents = postmasters.get(row.ppid());
        if (title == null && own == null && parents != Owner.MINE) {
            return;
        }
        Owner owner = byText(own, parents, title, port);
        if (title != null && parents != Owner.MINE) {
            owner = judged(row, owner, port, proofs);
        }
        // A child that was forked a moment ago still shows the command of its postmaster.
        Kind kind = title != null ? title.kind() : own != null && parents == null ? Kind.POSTMASTER : Kind.AUXILIARY;
        // Process 1 can't be one of a fence's targets, and must not pass for nothing either.
        if (owner == Owner.UNCLEAR || (owner == Owner.MINE && row.pid() < 2)) {
            unattributed.add(row.pid() + " " + row.command());
        } else if (owner == Owner.MINE) {
            mine.add(new ServerProcess(row.pid(), row.ppid(), kind, row.command()));
        }
    }

    /** What is proved of a process, beyond what its command says. */
    private static Owner judged(ProcessTable.Row row, Owner byText, int port, ProcessProofs proofs) {
        boolean foreign = proofs.foreign(row.user());
        if (byText == Owner.MINE || proofs.worksThere(row.pid())) {
            // No server runs in a directory of another user: a container has the same path, or its owner was changed.
            return foreign ? Owner.UNCLEAR : Owner.MINE;
        }
        // A directory that was moved under a running server has another path, and the port that it had before.
        return foreign || proofs.servesElsewhere(row.pid(), port) ? Owner.OTHER : byText;
    }

    private static Owner owner(PostmasterCommand postmaster, InstanceLocation instance) {
        if (postmaster.directory().equals(instance.dataDirectory().path())) {
            return Owner.MINE;
        }
        boolean samePort = postmaster.port().isPresent() && postmaster.port().getAsInt() == instance.port();
        if (postmaster.directory().isEmpty() && postmaster.port().isPresent()) {
            return samePort ? Owner.MINE : Owner.OTHER;
        }
        // Another path on the same port may be a link to the directory, or an instance that was made where it was; a
        // relative
        // path may be any directory.
        boolean absolute = postmaster.directory().startsWith("/");
        return !absolute || samePort ? Owner.UNCLEAR : Owner.OTHER;
    }

    private static Owner byText(Owner own, Owner parents, ServerTitle title, int port) {
        if (own == Owner.MINE || parents == Owner.MINE) {
            return Owner.MINE;
        }
        if (parents != null) {
            // A server of another path that holds the port of this instance: perhaps the same one, by a link.
            return parents == Owner.OTHER && title != null && title.port() == port ? Owner.UNCLEAR : parents;
        }
        if (own != null) {
            return own;
        }
        if (title.port() == 0) {
            return Owner.UNCLEAR;
        }
        return title.port() == port ? Owner.MINE : Owner.OTHER;
    }

    // A process that has ended and was not collected: it writes nothing, and may stay in the table for ever.
    private static boolean defunct(ProcessTable.Row row) {
        return row.command().endsWith("<defunct>") && row.command().startsWith("[");
    }
}
