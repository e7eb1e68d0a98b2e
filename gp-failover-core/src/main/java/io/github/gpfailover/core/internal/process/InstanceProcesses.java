package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.cluster.ServerProcess.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Exists to tell the processes of one instance from those of its neighbours, and to say so where that can't be done.
 *
 * <p>A process belongs to its parent's instance where the parent is a postmaster; an orphan belongs to the instance
 * whose port its title begins with. An instance is stopped only if both lists are empty.
 *
 * @param mine the processes of the instance
 * @param unattributed processes that may be of the instance, or write its directory without being a server, each as
 *     {@code pid command}: the caller can't tell
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
     * @param unattributed server processes that may be of the instance, each as {@code pid command}
     */
    public InstanceProcesses {
        mine = List.copyOf(mine);
        unattributed = List.copyOf(unattributed);
    }

    /** Sorts a host's processes by whether they are of that instance. */
    public static InstanceProcesses of(ProcessTable table, InstanceLocation instance) {
        return of(table, instance, Optional.empty());
    }

    /**
     * Sorts a host's processes by whether they are of that instance, with the help of the {@code postmaster.pid} that
     * was read through the instance's directory: the server that it names is of the instance, by whatever path it was
     * started.
     */
    public static InstanceProcesses of(ProcessTable table, InstanceLocation instance, Optional<LockFile> pidFile) {
        Map<Integer, Owner> postmasters = new HashMap<>();
        for (ProcessTable.Row row : table.rows()) {
            if (!defunct(row)) {
                PostmasterCommand postmaster = PostmasterCommand.of(row.command());
                if (postmaster != null) {
                    Owner owner = owner(postmaster, instance);
                    // A file that is left over may name any process by now, so it decides only where the command does
                    // not.
                    boolean named = pidFile.filter(f -> f.pid() == row.pid()).isPresent();
                    postmasters.put(row.pid(), owner == Owner.UNCLEAR && named ? Owner.MINE : owner);
                }
            }
        }
        List<ServerProcess> mine = new ArrayList<>();
        List<String> unattributed = new ArrayList<>();
        for (ProcessTable.Row row : table.rows()) {
            if (!defunct(row)) {
                sort(row, instance.port(), postmasters, mine, unattributed);
                if (DirectoryWriter.of(row.command(), instance.dataDirectory().path())) {
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

    private static void sort(
            ProcessTable.Row row,
            int port,
            Map<Integer, Owner> postmasters,
            List<ServerProcess> mine,
            List<String> unattributed) {
        ServerTitle title = ServerTitle.of(row.command());
        Owner own = postmasters.get(row.pid());
        Owner parents = postmasters.get(row.ppid());
        if (title == null && own == null && parents != Owner.MINE) {
            return;
        }
        Owner owner = owner(own, parents, title, port);
        // A child that was forked a moment ago still shows the command of its postmaster.
        Kind kind = title != null ? title.kind() : own != null && parents == null ? Kind.POSTMASTER : Kind.AUXILIARY;
        // Process 1 can't be one of a fence's targets, and must not pass for nothing either.
        if (owner == Owner.UNCLEAR || (owner == Owner.MINE && row.pid() < 2)) {
            unattributed.add(row.pid() + " " + row.command());
        } else if (owner == Owner.MINE) {
            mine.add(new ServerProcess(row.pid(), row.ppid(), kind, row.command()));
        }
    }

    private static Owner owner(PostmasterCommand postmaster, InstanceLocation instance) {
        if (postmaster.directory().equals(instance.dataDirectory().path())) {
            return Owner.MINE;
        }
        boolean samePort = postmaster.port().isPresent() && postmaster.port().getAsInt() == instance.port();
        if (postmaster.directory().isEmpty() && postmaster.port().isPresent()) {
            return samePort ? Owner.MINE : Owner.OTHER;
        }
        // Another path on the same port may be a link to the directory, or an instance that was made in its place; a
        // relative
        // path may be any directory.
        boolean absolute = postmaster.directory().startsWith("/");
        return !absolute || samePort ? Owner.UNCLEAR : Owner.OTHER;
    }

    private static Owner owner(Owner own, Owner parents, ServerTitle title, int port) {
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
