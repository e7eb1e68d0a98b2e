package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.testkit.internal.CommandRunner;
import io.github.gpfailover.testkit.internal.HostFaults;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SetupFaults;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.SimTime;
import io.github.gpfailover.testkit.internal.World;
import java.util.function.Supplier;

/**
 * The model behind the public types of one cluster, which reach it under the monitor of its time.
 *
 * <p>Each verb is an event: it is written to the timeline, and the world is checked after it.
 */
final class Model {

    final SimTime time;
    final World world;
    final HostFaults outages;
    final SetupFaults mishaps;
    final CommandRunner runner;

    Model(SimTime time, World world, int outputLimit) {
        this.time = time;
        this.world = world;
        outages = new HostFaults(world);
        mishaps = new SetupFaults(world);
        runner = new CommandRunner(world, outputLimit);
    }

    <T> T locked(Supplier<T> action) {
        synchronized (time) {
            return action.get();
        }
    }

    SimHost host(String name) {
        SimHost host = world.host(Checks.notNull(name, "host"));
        if (host == null) {
            throw new IllegalArgumentException(
                    "host was '" + name + "' but the cluster has only " + world.hosts.keySet());
        }
        return host;
    }

    ServerDirectory directory(String host, String path) {
        ServerDirectory directory = host(host).directories.get(Checks.notNull(path, "path"));
        if (directory == null) {
            throw new IllegalArgumentException("path was '" + path + "' but the data directories on " + host + " are "
                    + host(host).directories.keySet());
        }
        return directory;
    }

    void event(String what, Runnable action) {
        synchronized (time) {
            action.run();
            world.log.event(time.now(), what);
            world.check();
        }
    }
}
