package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;

/**
 * A data directory of a master or standby on a host of a simulated cluster, and what may happen to it between two observations.
 *
 * <p>It exists so that a test can put an old master's directory into each state in which it must not, or must, be taken for a copy of its new
 * master. Each verb throws {@link IllegalArgumentException} if the directory is no longer at its path. Thread-safe; made by {@link
 * SimulatedCluster#dataDirectory(String, String)}.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedDirectory {

    private final Model model;
    private final String host;
    private final String path;

    SimulatedDirectory(Model model, String host, String path) {
        this.model = model;
        this.host = host;
        this.path = path;
    }

    /**
     * Makes it one of another version of the product: no server of this one starts on it, and {@code pg_rewind} refuses it.
     *
     * @param control its {@code pg_control version number}, 9420600 if it is not to differ
     * @param catalog its {@code Catalog version number}, 301908232 if it is not to differ
     * @return this directory
     */
    public SimulatedDirectory otherVersion(long control, long catalog) {
        return event("has version " + control + " and catalog " + catalog, () -> {
            model.directory(host, path).control.version = control;
            model.directory(host, path).control.catalogVersion = catalog;
        });
    }

    /**
     * Leaves it as a copy does that was broken off: no {@code pg_control}, and the backup's label.
     *
     * @return this directory
     * @throws IllegalStateException if a server runs on it
     */
    public SimulatedDirectory halfCopied() {
        return event("is half copied", () -> model.mishaps.halfCopied(model.host(host), model.directory(host, path)));
    }

    /**
     * Has an operator start an old master on it by itself, let it write, and stop it in order, as before recording c4. It meets no
     * segment, so it is no second master; its log goes on where it ended, after a recovery if it had crashed, and parts from that of a new
     * master.
     *
     * @param bytes how much it writes
     * @return this directory
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalStateException if a server runs on it, or no master starts on it
     */
    public SimulatedDirectory writeAlone(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes was " + bytes + " but must be 0 or more");
        }
        return event(
                "is started alone, written " + bytes + " bytes to, and stopped",
                () -> model.mishaps.writeAlone(model.host(host), model.directory(host, path), bytes));
    }

    /**
     * Replaces the end of its log, its last checkpoint among it, by something else that ends at the same positions: by timelines and
     * positions alone it can't be distinguished from before.
     *
     * @return this directory
     * @throws IllegalStateException if a server runs on it
     */
    public SimulatedDirectory otherLog() {
        return event(
                "has another log of the same length",
                () -> model.mishaps.otherLog(model.host(host), model.directory(host, path)));
    }

    /**
     * Makes it stand behind a symbolic link of its path. A rename moves the link.
     *
     * @return this directory
     */
    public SimulatedDirectory asLink() {
        return event("is a symbolic link", () -> {
            model.directory(host, path);
            model.host(host).links.add(path);
        });
    }

    /**
     * Makes it a file system of its own: it can't be renamed.
     *
     * @return this directory
     */
    public SimulatedDirectory asMountPoint() {
        return event("is a mount point", () -> {
            model.directory(host, path);
            model.host(host).mounts.add(path);
        });
    }

    /**
     * Gives it a tablespace, which lies outside of it. The model's servers put nothing there.
     *
     * @param oid its number
     * @return this directory
     */
    public SimulatedDirectory withTablespace(int oid) {
        return event(
                "has tablespace " + oid,
                () -> model.directory(host, path).tablespaces.add(Integer.toString(oid)));
    }

    /**
     * Leaves a {@code postmaster.pid} in it whose process is gone, as a crash does; it names port 5432.
     *
     * @return this directory
     * @throws IllegalStateException if a server runs on it
     */
    public SimulatedDirectory stalePidFile() {
        return event(
                "has a stale postmaster.pid",
                () -> model.mishaps.stalePidFile(model.host(host), model.directory(host, path), 5432));
    }

    /** Returns host and path. */
    @Override
    public String toString() {
        return host + ':' + path;
    }

    private SimulatedDirectory event(String what, Runnable action) {
        model.event(this + " " + what, action);
        return this;
    }
}
