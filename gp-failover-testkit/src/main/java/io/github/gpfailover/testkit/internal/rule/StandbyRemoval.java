package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.SimHost;

/** {@code gpinitstandby -r}: the catalog first, then the server, then its directory is deleted (03, 32, 33, a1). */
final class StandbyRemoval {

    // Made up, as the recorded one was by the utility.
    private static final String EMPTY = "/tmp/emptyForRemove00000000-0000-4000-8000-000000000000";

    private final Call call;
    private final UtilityLog log;
    private final boolean automatic;

    StandbyRemoval(Call call, UtilityLog log, boolean automatic) {
        this.call = call;
        this.log = log;
        this.automatic = automatic;
    }

    void run(Server master) {
        if (master == null) {
            // Wording of dialects §8; no recording has it.
            log.error("Failed to retrieve configuration information from the master.");
            fail(200, "could not connect to server");
            return;
        }
        CatalogRow standby = master.directory.catalog.standby().orElse(null);
        if (standby == null) {
            log.error("Request made to remove warm master standby, but no standby located.");
            fail(200, "no standby configured");
            return;
        }
        call.after(150, () -> begin(master, standby));
    }

    private void begin(Server master, CatalogRow standby) {
        log.rule(53);
        log.info("Warm master standby removal parameters");
        log.rule(53);
        StandbyCreation.summary(
                log,
                master,
                standby.location().host().value(),
                standby.location().port(),
                standby.location().dataDirectory().path());
        if (!automatic
                && !GpinitstandbyRule.confirmed(call, "Do you want to continue with deleting the standby master?")) {
            fail(30, "User canceled");
            return;
        }
        log.info("Removing standby master from catalog...");
        call.await(
                () -> master.isMaster() ? call.world.replication.releaseTime(master) : call.world.time.now(),
                () -> removed(master, standby));
    }

    private void removed(Server master, CatalogRow standby) {
        if (!master.isMaster()) {
            fail(30, "server closed the connection unexpectedly");
            return;
        }
        master.directory.catalog = master.directory.catalog.withoutStandby();
        call.world.replication.write(master, 0x2A8);
        log.info("Database catalog updated successfully.");
        SimHost host = call.world.host(standby.location().host().value());
        if (call.world.connected(call.host, host)) {
            stop(host, standby);
        } else {
            call.after(700, () -> log.info("Removing data directory on standby master..."));
            call.after(3000, () -> unreachable(standby));
        }
    }

    private void stop(SimHost host, CatalogRow standby) {
        Server server = host.listening(standby.location().port());
        if (server != null) {
            log.info("Stopping standby master on " + host.name);
            call.world.lifecycle.stopped(server);
        }
        String path = standby.location().dataDirectory().path();
        call.after(900, () -> {
            log.info("Removing data directory on standby master...");
            if (!call.world.connected(call.host, host)) {
                call.after(3000, () -> unreachable(standby));
                return;
            }
            if (host.directories.remove(path) != null) {
                call.world.deleted.add(host.name.value() + ':' + path);
            }
            call.after(200, () -> log.info("Successfully removed standby master"));
        });
    }

    private void unreachable(CatalogRow standby) {
        String path = standby.location().dataDirectory().path();
        String host = standby.location().host().value();
        log.error("Failed to remove data directory on standby master.");
        fail(
                0,
                "ExecutionError: 'Error Executing Command: ' occurred.  Details: 'ssh -o StrictHostKeyChecking=no -o"
                        + " ServerAliveInterval=60 " + host + " \". /usr/local/greenplum-db/greenplum_path.sh; if [ -d "
                        + path
                        + " ]; then mkdir -p " + EMPTY + "  &&  /bin/rsync -a --delete " + EMPTY + "/ " + path
                        + "/  &&  rmdir " + path
                        + ' ' + EMPTY
                        + " ; fi\"'  cmd had rc=255 completed=True halted=False\n  stdout=''\n  stderr='ssh: connect to"
                        + " host " + host + " port 22: No route to host\n'");
    }

    private void fail(long millis, String reason) {
        log.error("Error removing standby master: " + reason);
        call.exit = 2;
        call.takes(millis);
    }
}
