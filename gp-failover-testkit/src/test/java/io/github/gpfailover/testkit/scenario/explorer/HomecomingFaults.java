package io.github.gpfailover.testkit.scenario.explorer;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedDirectory;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** What happens to an old master's directory, and what goes wrong while it is brought home. */
final class HomecomingFaults {

    private final SimulatedCluster cluster;
    private final Random random;
    private final Map<String, String> refusals = new LinkedHashMap<>();

    HomecomingFaults(SimulatedCluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
        psql("mdw", "create table t (id int) distributed by (id);");
    }

    private void psql(String host, String sql) {
        try {
            cluster.execute(
                    HostName.of(host),
                    Command.builder(List.of("psql", "-X", "-At", "-d", "postgres"))
                            .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                            .variable("PGPORT", "5432")
                            .stdin(sql + "\n")
                            .build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void checkpoint(String host) {
        psql(host, "checkpoint;");
    }

    void written(String host) {
        try (ClientSession session = cluster.server(host).openSession()) {
            session.begin().insert("t", 13).commit();
        }
    }

    void lag(long bytes) {
        able(() -> cluster.lagStandby(bytes));
    }

    /** The standby crashes, and somebody starts it again. */
    void bounce(String host) {
        able(() -> {
            cluster.kill(host);
            cluster.server(host).start();
        });
    }

    /** Does what may not be possible as things are; says whether it was. */
    private static boolean able(Runnable what) {
        try {
            what.run();
            return true;
        } catch (IllegalStateException | IllegalArgumentException e) {
            return false;
        }
    }

    /** Whoever is to serve does, and nobody else serves as a master. */
    void letServe(String master, String other) {
        if (cluster.truth().canWrite(other)) {
            able(() -> cluster.kill(other));
        }
        if (!cluster.truth().canWrite(master)) {
            able(() -> cluster.server(master).start());
        }
    }

    /** Something happens to a directory, if no server is on it; gives what. */
    String befall(String host, String path) {
        Map<String, Consumer<SimulatedDirectory>> all = new LinkedHashMap<>();
        all.put("written alone", d -> d.writeAlone(1 + random.nextInt(200_000)));
        all.put("written much alone", d -> d.writeAlone(random.nextInt(100) * (1L << 20)));
        all.put("started alone", d -> d.writeAlone(0));
        all.put("another log", SimulatedDirectory::otherLog);
        all.put("another log, written alone", d -> d.otherLog().writeAlone(50_000));
        all.put("stale pid file", SimulatedDirectory::stalePidFile);
        all.put("tablespace", d -> d.withTablespace(16_385));
        int rare = random.nextInt(60);
        if (rare == 0) {
            all.clear();
            all.put("half copied", d -> {
                d.halfCopied();
                refusals.put("half copied", "can't be identified as this cluster's");
            });
        } else if (rare == 1) {
            all.clear();
            all.put("mount point", d -> {
                d.asMountPoint();
                refusals.put("mount point", "a file system is mounted on it");
            });
        } else if (rare == 2) {
            all.clear();
            all.put("link", d -> {
                d.asLink();
                refusals.put("link", "symbolic link");
            });
        } else if (rare == 3) {
            all.clear();
            all.put("no checksums", d -> cluster.dataChecksums(false));
        } else if (rare == 4) {
            all.clear();
            all.put("other version", d -> d.otherVersion(9_420_600, 301_908_000));
        }
        List<Map.Entry<String, Consumer<SimulatedDirectory>>> entries = List.copyOf(all.entrySet());
        Map.Entry<String, Consumer<SimulatedDirectory>> drawn = entries.get(random.nextInt(entries.size()));
        String kind = drawn.getKey();
        if (cluster.truth().standbyHost().isPresent()) {
            return "nothing";
        }
        return able(() -> drawn.getValue().accept(cluster.dataDirectory(host, path))) ? kind : "not " + kind;
    }

    /** Which documented refusal a report has that must follow from what happened to the directory; empty if none. */
    Optional<String> mustBeRefused(String report) {
        return refusals.entrySet().stream()
                .filter(e -> report.contains(e.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Something that goes wrong at a command. */
    Map.Entry<String, SingleFaults.Fault> drawn(String master, String other) {
        String path = "/data/master/gpseg-1";
        Map<String, SingleFaults.Fault> all = SingleFaults.all();
        all.remove("nothing");
        // Two masters are that operator's own doing.
        all.remove(SingleFaults.OPERATOR);
        for (int i = 0; i < 2; i++) {
            String again = i == 0 ? "" : ", again";
            event(
                    all,
                    "jobs on " + other + " killed" + again,
                    c -> c.host(other).killJobs());
            event(all, "disk of " + other + " full" + again, c -> c.host(other).freeDisk(0));
            event(
                    all,
                    "disk of " + other + " nearly full" + again,
                    c -> c.host(other).freeDisk(50L << 20));
            event(
                    all,
                    "old directory written alone" + again,
                    c -> c.dataDirectory(other, path).writeAlone(100_000));
            event(all, "power cycle " + other + again, c -> {
                c.powerOff(other);
                c.powerOn(other);
            });
            event(
                    all,
                    "kill soon " + other + again,
                    c -> c.clock().schedule(Duration.ofMillis(300), () -> able(() -> c.kill(other))));
        }
        event(all, "master's log goes on", c -> {
            c.server(master).writeLog(500L << 20);
            checkpoint(master);
            checkpoint(master);
        });
        event(all, "master crashes and is started again", c -> {
            c.kill(master);
            c.server(master).start();
        });
        event(all, "power cycle of the master, started again", c -> {
            c.powerOff(master);
            c.powerOn(master);
            c.server(master).start();
        });
        event(all, "links cut for 30 s", c -> {
            c.cut(master, other);
            c.clock().schedule(Duration.ofSeconds(30), () -> c.heal(master, other));
        });
        List<Map.Entry<String, SingleFaults.Fault>> entries = List.copyOf(all.entrySet());
        return entries.get(random.nextInt(entries.size()));
    }

    private static void event(Map<String, SingleFaults.Fault> all, String name, Consumer<SimulatedCluster> what) {
        all.put(name, new SingleFaults.Outage(what));
    }
}
