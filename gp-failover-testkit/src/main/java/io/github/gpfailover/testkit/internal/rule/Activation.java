package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Lifecycle;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimHost;
import java.util.List;

/**
 * One run of gpactivatestandby: its only guard is an ssh to the old master's host, and a failed ssh lets it pass (71, 81, 84).
 */
final class Activation {

    private static final int DASHES = 53;
    private static final long SSH_TO_NOWHERE_MILLIS = 70_000;

    private final Call call;
    private final UtilityLog log;
    private final boolean automatic;
    private final boolean force;
    private final String path;
    private final int port;

    Activation(Call call, UtilityLog log, boolean automatic, boolean force, String path, int port) {
        this.call = call;
        this.log = log;
        this.automatic = automatic;
        this.force = force;
        this.path = path;
        this.port = port;
    }

    void run() {
        log.debug(
                "Running Command: echo 'START_CMD_OUTPUT';ps -ef | grep postgres | grep -v grep | awk '{print $2}' | grep \\`cat "
                        + path + "/postmaster.pid | head -1\\` || echo -1");
        call.after(300, this::check);
    }

    private Server server() {
        Server server = call.host.listening(port);
        return server != null && server.directory.path.equals(path) ? server : null;
    }

    private void check() {
        ServerDirectory directory = call.host.directories.get(path);
        log.rule(DASHES);
        log.info("Standby data directory    = " + path);
        log.info("Standby port              = " + port);
        log.info("Standby running           = " + (server() == null ? "no" : "yes"));
        log.info("Force standby activation  = " + (force ? "yes" : "no"));
        log.rule(DASHES);
        if (directory == null || !directory.isStandby()) {
            log.warning("Please make sure the command gpactivatestandby is executed on current Standby host");
            fail("Critical required file on standby \"" + path + "/recovery.conf\" is not present.");
            return;
        }
        String oldPort = directory.conninfo("port");
        SimHost old = call.world.host(directory.conninfo("host"));
        log.debug("Running Command: cat /tmp/.s.PGSQL." + oldPort + ".lock");
        if (old != null && old.on && old.hung && call.world.connected(call.host, old)) {
            call.hang();
            return;
        }
        boolean off = old != null && !old.on;
        call.after(off ? SSH_TO_NOWHERE_MILLIS : 200, () -> judge(directory, old, oldPort));
    }

    private void judge(ServerDirectory directory, SimHost old, String oldPort) {
        String socket = "/tmp/.s.PGSQL." + oldPort;
        boolean asked = old != null && call.world.connected(call.host, old);
        if (asked && old.files.containsKey(socket + ".lock")) {
            log.warning("Appears that there is an active postgres process on " + old.name + " port=" + oldPort);
            log.warning("Need to stop current master before activating the standby.");
            log.warning(
                    "Rare possibility is just " + socket + " and " + socket + ".* files exist on " + old.name + ".");
            log.warning("Need to delete these files");
            log.warning("Then call this utility again.");
            fail("Active postgres process on master");
        } else if (server() == null && !force) {
            log.warning("If you wish to continue you must use the -f option to force");
            log.warning("the activation process.");
            fail("Force activation required");
        } else if (!automatic
                && !GpinitstandbyRule.confirmed(call, "Do you want to continue with standby master activation?")) {
            fail("User canceled");
        } else {
            activate(directory, old != null && !old.on);
        }
    }

    private void activate(ServerDirectory directory, boolean oldHostOff) {
        log.debug("Running Command: ps -ef | grep postgres | grep -v grep | awk '{print $2}' | grep `cat " + path
                + "/postmaster.pid | head -1` || echo -1");
        Server server = server();
        if (server == null) {
            startAlone(directory);
            return;
        }
        log.info("found standby postmaster process");
        log.info("Promoting standby...");
        log.debug("Running Command: pg_ctl promote -D " + path);
        call.world.lifecycle.promote(server);
        log.debug("Waiting for connection...");
        // Seven seconds with the old host off (81), else one.
        call.after(oldHostOff ? 6_900 : 1_000, () -> promoted(server));
    }

    private void promoted(Server server) {
        if (!server.isMaster()) {
            // Wording of dialects §9; no recording has it.
            fail("Either the set port is incorrect or the postmaster could not come up.");
            return;
        }
        call.world.lifecycle.checkpoint(server);
        log.info("Standby master is promoted");
        readConfiguration();
        call.after(100, this::done);
    }

    private void readConfiguration() {
        log.info("Reading current configuration...");
        log.debug("Connecting to dbname='postgres'");
    }

    // The whole cluster is started again (a7).
    private void startAlone(ServerDirectory directory) {
        log.info("Starting standby master database in utility mode...");
        log.debug("Running Command: $GPHOME/bin/gpstart -a -m -v -d " + path);
        call.after(1_000, () -> {
            Lifecycle lifecycle = call.world.lifecycle;
            lifecycle.newTimeline(directory);
            Server server = lifecycle.start(call.host, directory, port);
            lifecycle.checkpoint(server);
            readConfiguration();
            log.debug("Running Command: $GPHOME/bin/gpstop -a -r -d " + path + " -v");
            call.after(19_000, this::done);
        });
    }

    private void done() {
        log.rule(DASHES);
        for (String line : List.of(
                "The activation of the standby master has completed successfully.",
                call.host.name + " is now the new primary master.",
                "You will need to update your user access mechanism to reflect",
                "the change of master hostname.",
                "Do not re-start the failed master while the fail-over master is",
                "operational, this could result in database corruption!",
                "MASTER_DATA_DIRECTORY is now " + path + " if",
                "this has changed as a result of the standby master activation, remember",
                "to change this in any startup scripts etc, that may be configured",
                "to set this value.",
                "MASTER_PORT is now " + port + ", if this has changed, you",
                "may need to make additional configuration changes to allow access",
                "to the Greenplum instance.",
                "Refer to the Administrator Guide for instructions on how to re-activate",
                "the master to its previous state once it becomes available.",
                "Query planner statistics must be updated on all databases",
                "following standby master activation.",
                "When convenient, run ANALYZE against all user databases.")) {
            log.info(line);
        }
        log.rule(DASHES);
    }

    private void fail(String reason) {
        log.critical("Error activating standby master: " + reason);
        call.exit = 2;
    }
}
