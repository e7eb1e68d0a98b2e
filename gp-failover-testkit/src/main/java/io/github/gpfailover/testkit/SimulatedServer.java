package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.ServerSession;
import io.github.gpfailover.testkit.internal.SimHost;
import java.time.Duration;

/**
 * The master or standby of a host of a simulated cluster: its log, its stream, its stop and its clients.
 *
 * <p>It exists so that a test can bring a running server into each state in which a move meets one. Thread-safe; made by {@link
 * SimulatedCluster#server(String)}.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedServer {

    private final Model model;
    private final SimHost host;

    SimulatedServer(Model model, SimHost host) {
        this.model = model;
        this.host = host;
    }

    /**
     * An operator starts a host's master or standby, as in recording 73.
     *
     * @return this server
     * @throws IllegalStateException if the host has no power, has not exactly one data directory of a server that is not
     *     retired, or that server runs
     */
    public SimulatedServer start() {
        return event("an operator starts the server on " + host.name, () -> model.outages.start(host));
    }

    /**
     * Makes {@code pg_ctl stop -m fast} not finish on a host: sessions end and none is let in, but the server stays.
     *
     * @return this server
     */
    public SimulatedServer stopHangs() {
        return event("pg_ctl stop -m fast will not finish on " + host.name, () -> host.stopHangs = true);
    }

    /**
     * Makes a stop in order of a host's master take so long, as the last checkpoint of one that has much to write does. No client is let in
     * meanwhile.
     *
     * @param length how long
     * @return this server
     */
    public SimulatedServer shutdownTakes(Duration length) {
        return event("a stop takes " + length + " on " + host.name, () -> host.shutdownTakes = length.toNanos());
    }

    /**
     * Holds a standby's replay for a while: it receives and confirms what it received, but reports the present position.
     *
     * @param length how long
     * @return this server
     * @throws IllegalStateException if no standby runs there
     */
    public SimulatedServer holdReplay(Duration length) {
        return event(
                "the standby on " + host.name + " does not replay for " + length,
                () -> model.outages.holdReplay(host, length));
    }

    /**
     * Has the standby on a host name its master otherwise in its {@code primary_conninfo}. Its stream goes on.
     *
     * @param master the name or address; must lead to a host
     * @return this server
     * @throws NullPointerException if the name is null
     * @throws IllegalStateException if no standby's directory is there
     */
    public SimulatedServer followsAs(String master) {
        model.host(Checks.notNull(master, "master"));
        return event(
                "primary_conninfo on " + host.name + " names " + master, () -> model.mishaps.followsAs(host, master));
    }

    /**
     * Sends a terminate to the wal sender of the master on a host. One that hangs in a send stays (recordings a8, a9); an idle one ends,
     * and where its standby can't connect again, the master goes on alone (before recording e3).
     *
     * @return this server
     * @throws IllegalStateException if no master runs there, or it has no wal sender
     */
    public SimulatedServer terminateSender() {
        return event("TERM to the wal sender on " + host.name, () -> model.outages.terminateSender(host));
    }

    /**
     * Makes the log of a master exactly so much longer, by records that change nothing; a standby in sync gets them at once.
     *
     * @param bytes how much
     * @return this server
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalStateException if no master runs there
     */
    public SimulatedServer writeLog(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes was " + bytes + " but must be 0 or more");
        }
        return event(
                "the master on " + host.name + " writes " + bytes + " bytes",
                () -> model.outages.writeLog(host, bytes));
    }

    /**
     * Makes the log of a master so much longer without a flush, as an open transaction or a hint bit does: only whole pages of it come to
     * its disk and to the standby, which can't replay a record that a page's end cuts in two (recordings d0 to d2). The next flush ends
     * that: a commit, a checkpoint, {@code txid_current()} a moment later, a stop. A crash loses what is not flushed.
     *
     * @param bytes how much
     * @return this server
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalStateException if no master runs there
     */
    public SimulatedServer writeUnflushed(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes was " + bytes + " but must be 0 or more");
        }
        return event(
                "the master on " + host.name + " writes " + bytes + " bytes that nothing flushes",
                () -> model.outages.writeUnflushed(host, bytes));
    }

    /**
     * Opens a client's session on the master. One that does nothing keeps a smart stop from ending (recording 40).
     *
     * @return the session
     * @throws IllegalStateException if no master takes sessions there
     */
    public ClientSession openSession() {
        return model.locked(() -> {
            ServerSession session = model.outages.openSession(host);
            model.world.log.event(model.time.now(), "client session " + session.pid + " on " + host.name);
            return new ClientSession(model, session);
        });
    }

    /** Returns the host that it is on. */
    @Override
    public String toString() {
        return "server on " + host.name;
    }

    private SimulatedServer event(String what, Runnable action) {
        model.event(what, action);
        return this;
    }
}
