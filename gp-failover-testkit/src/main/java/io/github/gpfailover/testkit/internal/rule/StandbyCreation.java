package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimHost;

/** {@code gpinitstandby -s}: checks in the order of dialects §8, then catalog, pg_hba.conf, copy and start (04, 14, 35-38, a4). */
final class StandbyCreation {

    private final Call call;
    private final UtilityLog log;
    private final boolean automatic;
    private final String host;
    private final int port;
    private final String wanted;

    StandbyCreation(Call call, UtilityLog log, boolean automatic, String host, int port, String directory) {
        this.call = call;
        this.log = log;
        this.automatic = automatic;
        this.host = host;
        this.port = port;
        wanted = directory;
    }

    void run(Server master) {
        SimHost target = call.world.host(host);
        if (target == null || target == call.world.controller || !call.world.connected(call.host, target)) {
            log.error("Unable to ping new standby host " + host);
            call.exit = 2;
            call.takes(210);
            return;
        }
        log.info("Validating environment and parameters for standby initialization...");
        if (master == null) {
            // Wording of dialects §8; no recording has it.
            log.error("Failed to retrieve configuration information from the master.");
            fail("could not connect to server");
        } else if (master.directory.catalog.standby().isPresent()) {
            log.error("Standby master already configured");
            log.info("If you want to start the stopped standby master, use the -n option");
            fail("standby master already configured");
        } else {
            String path = wanted.isEmpty() ? master.directory.path : wanted;
            call.after(300, () -> check(master, target, path));
        }
    }

    private void check(Server master, SimHost target, String path) {
        log.info("Checking for data directory " + path + " on " + host);
        if (!target.isDirectory(Paths.parent(path))) {
            throw call.unknown("a standby directory whose parent does not exist");
        }
        if (target.isDirectory(path)) {
            log.error("Data directory already exists on host " + host);
            if (target == call.host) {
                log.error(
                        "If you want to initialize a new standby on the same host as the master (not recommended), use -S and"
                                + " -P to specify a new data directory and port");
            }
            fail("master data directory exists");
        } else if (target == call.host && port == master.port) {
            // Wording of dialects §8; no recording has it.
            fail("cannot create standby on the same host and port");
        } else {
            call.after(400, () -> summarize(master, target, path));
        }
    }

    private void summarize(Server master, SimHost target, String path) {
        log.rule(53);
        log.info("Greenplum standby master initialization parameters");
        log.rule(53);
        summary(log, master, host, port, path);
        log.info("Greenplum update system catalog         = On");
        if (!automatic
                && !GpinitstandbyRule.confirmed(call, "Do you want to continue with standby master initialization?")) {
            fail("User canceled");
            return;
        }
        log.info("Syncing Greenplum Database extensions to standby");
        call.after(300, () -> {
            log.info("The packages on " + host + " are consistent.");
            log.info("Adding standby master to catalog...");
        });
        call.await(() -> call.world.replication.releaseTime(master), () -> catalog(master, target, path));
    }

    private void catalog(Server master, SimHost target, String path) {
        if (!master.isMaster()) {
            fail("server closed the connection unexpectedly");
            return;
        }
        int dbid = master.directory.catalog.maxDbid() + 1;
        CatalogRow row = CatalogRow.builder(InstanceLocation.of(host, port, path), CatalogRow.Role.MIRROR)
                .dbid(dbid)
                .content(-1)
                .synchronised(true)
                .up(true)
                .address(host)
                .build();
        master.directory.catalog = master.directory.catalog.withStandby(row);
        call.world.replication.write(master, 0x2A8);
        log.info("Database catalog updated successfully.");
        log.info("Updating pg_hba.conf file...");
        String access = master.directory.files.getOrDefault(ServerDirectory.ACCESS_FILE, "");
        call.world.lifecycle.letIn(master, target);
        call.after(1000, () -> log.info("pg_hba.conf files updated successfully."));
        call.after(1000 + call.world.copyMillis(), () -> copy(master, target, path, dbid, access));
    }

    private void copy(Server master, SimHost target, String path, int dbid, String access) {
        if (!master.isMaster() || !call.world.connected(call.host, target)) {
            rollBack(master, access);
            return;
        }
        if (target.freeKibibytes < call.world.catalogKibibytes) {
            // pg_basebackup leaves what it has written, pg_control being the last file (9.4's source; no recording has
            // it).
            ServerDirectory half = new ServerDirectory(path);
            half.files.put(ServerDirectory.VERSION_FILE, ServerDirectory.VERSION);
            half.files.put(ServerDirectory.BACKUP_LABEL, "START WAL LOCATION\n");
            target.directories.put(path, half);
            target.freeKibibytes = 0;
            rollBack(master, access);
            return;
        }
        ServerDirectory copy = call.world.lifecycle.baseBackup(master, target, path, dbid);
        log.info("Starting standby master");
        log.info("Checking if standby master is running on host: " + host + "  in directory: " + path);
        call.after(100, () -> {
            if (call.world.connected(call.host, target) && target.listening(port) == null) {
                call.world.lifecycle.start(target, copy, port);
            }
        });
        call.after(1100, () -> log.info("Cleaning up pg_hba.conf backup files..."));
        call.after(800, () -> {
            log.info("Backup files of pg_hba.conf cleaned up successfully.");
            // Printed even if the start failed (dialects §8).
            log.info("Successfully created standby master on " + host);
        });
    }

    // Wording of dialects §8; no recording has it. What was copied so far is left.
    private void rollBack(Server master, String access) {
        log.error("Failed to create standby");
        log.warning("Trying to rollback changes that have been made...");
        if (master.isMaster()) {
            log.info("Rolling back catalog change...");
            master.directory.catalog = master.directory.catalog.withoutStandby();
            call.world.replication.write(master, 0x2A8);
        }
        log.info("Restoring pg_hba.conf file...");
        master.directory.files.put(ServerDirectory.ACCESS_FILE, access);
        if (master.isMaster()) {
            call.world.lifecycle.reload(master);
        }
        log.error("Error initializing standby master: could not copy the master to " + host);
        call.exit = 2;
    }

    private void fail(String reason) {
        log.error("Failed to create standby");
        log.error("Error initializing standby master: " + reason);
        call.exit = 2;
        call.takes(210);
    }

    /** Prints the six rows that creation and removal share. */
    static void summary(UtilityLog log, Server master, String host, int port, String path) {
        log.info("Greenplum master hostname               = " + master.host.name);
        log.info("Greenplum master data directory         = " + master.directory.path);
        log.info("Greenplum master port                   = " + master.port);
        log.info("Greenplum standby master hostname       = " + host);
        log.info("Greenplum standby master port           = " + port);
        log.info("Greenplum standby master data directory = " + path);
    }
}
