package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.StartRules;

/** {@code gpinitstandby -n}: starts a configured standby that does not run (15, 94). */
final class StandbyStart {

    private final Call call;
    private final UtilityLog log;

    StandbyStart(Call call, UtilityLog log) {
        this.call = call;
        this.log = log;
    }

    void run(Server master) {
        if (master == null) {
            throw call.unknown("-n without a master here");
        }
        CatalogRow standby = master.directory.catalog.standby().orElse(null);
        if (standby == null) {
            // Wording of dialects §8; no recording has it.
            log.error("Cannot use -n option when standby master has not yet been configured");
            call.exit = 2;
            call.takes(200);
            return;
        }
        if (master.sends != null) {
            log.info("Standy master is already up and running.");
            call.takes(260);
            return;
        }
        SimHost host = call.world.host(standby.location().host().value());
        String path = standby.location().dataDirectory().path();
        ServerDirectory directory = host.directories.get(path);
        if (!call.world.connected(call.host, host) || directory == null) {
            throw call.unknown("-n with the standby's host or directory gone");
        }
        call.after(250, () -> log.info("Starting standby master"));
        call.after(20, () -> {
            log.info("Checking if standby master is running on host: " + host.name + "  in directory: " + path);
            Server left = host.listening(standby.location().port());
            if (left != null) {
                call.world.lifecycle.stopped(left);
            }
            if (StartRules.failure(directory) == null) {
                call.world.lifecycle.start(host, directory, standby.location().port());
            }
        });
        call.after(1200, () -> log.info("Successfully started standby master"));
    }
}
