package io.github.gpfailover.testkit.scenario.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.fence.NullRouteFence;
import io.github.gpfailover.core.fence.StopMasterFence;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.Activate.Strategy;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.HostileWorld;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two faults at two commands of a plan, drawn by fixed seeds, with the promises held against them: the faults
 * of {@link SingleFaults}, and what an operator, a boot or a link does that comes back.
 */
@Tag("explorer")
class PairOfFaultsExplorerTest {

    /** How many pairs are tried; the seeds are the numbers from 0. */
    private static final int RUNS = Integer.getInteger("gpfailover.explorer.pairs", 1_500);

    private static final int MOST_TOLD = 20;
    private static final List<String> CUT_OFF = List.of("sdw1", "sdw2", "smdw");

    private static final String SECOND_ADDRESS = "second address of mdw";

    /** After these two masters may write without the library's doing, once a promotion was sent: docs/guarantees.md names them. */
    private static final Set<String> BY_OTHERS = Set.of(
            SingleFaults.OPERATOR,
            "start mdw",
            "start smdw",
            "power cycle sdw1",
            "power cycle sdw2",
            "power cycle smdw",
            "power off sdw2",
            "lift routes on sdw1",
            "lift routes on smdw",
            SECOND_ADDRESS);

    private static final Map<String, SingleFaults.Fault> FAULTS = faults();

    /** What was so when the plan began. */
    private static final Map<String, Consumer<SimulatedCluster>> BEFORE = before();

    private static final Map<String, Function<Fence, FailoverPlan>> PLANS = plans();

    private static Map<String, SingleFaults.Fault> faults() {
        Map<String, SingleFaults.Fault> all = SingleFaults.all();
        for (String host : List.of("mdw", "smdw")) {
            event(all, "start " + host, c -> c.server(host).start());
            event(all, "power on " + host, c -> c.powerOn(host));
            event(all, "unhang " + host, c -> c.unhang(host));
        }
        for (String host : CUT_OFF) {
            event(all, "power cycle " + host, c -> {
                c.powerOff(host);
                c.powerOn(host);
            });
        }
        event(all, "power off sdw2", c -> c.powerOff("sdw2"));
        event(
                all,
                "lift routes on sdw1",
                c -> c.host("sdw1").unroute(c.host("mdw").address()));
        event(
                all,
                "lift routes on smdw",
                c -> c.host("smdw").unroute(c.host("mdw").address()));
        event(all, SECOND_ADDRESS, c -> c.host("mdw").addAddress("10.77.0.99"));
        event(all, "heal", SimulatedCluster::heal);
        event(all, "heal controller - mdw", c -> c.heal("controller", "mdw"));
        event(all, "cut mdw - sdw1", c -> c.cut("mdw", "sdw1"));
        event(all, "cut mdw -> sdw1", c -> c.cutOneWay("mdw", "sdw1"));
        event(all, "cut sdw1 -> mdw", c -> c.cutOneWay("sdw1", "mdw"));
        event(all, "cut controller -> sdw1", c -> c.cutOneWay("controller", "sdw1"));
        event(all, "cut mdw -> smdw", c -> c.cutOneWay("mdw", "smdw"));
        event(all, "hang sdw1", c -> c.hang("sdw1"));
        event(all, "unhang sdw1", c -> c.unhang("sdw1"));
        event(all, "no root on sdw2", c -> c.login("sdw2").allowRoot(false));
        event(all, "stop of mdw hangs", c -> c.server("mdw").stopHangs());
        event(all, "a session writes on mdw", PairOfFaultsExplorerTest::writes);
        event(all, "a session writes on mdw, which is killed", c -> {
            writes(c);
            c.kill("mdw");
        });
        event(all, "segment 0 fails over", c -> {
            c.segment(0).killPrimary();
            c.probeSegments();
        });
        all.put("cut off in its last line", (c, h, x) -> {
            CommandResult r = c.execute(h, x);
            String out = r.stdout();
            String cut = out.substring(0, Math.max(0, out.length() - 3));
            return CommandResult.of(r.exitCode().orElse(1), cut, r.stderr(), r.elapsed());
        });
        return all;
    }

    private static void event(Map<String, SingleFaults.Fault> all, String name, Consumer<SimulatedCluster> what) {
        all.put(name, new SingleFaults.Outage(what));
    }

    private static void writes(SimulatedCluster cluster) {
        ClientSession session = cluster.server("mdw").openSession();
        session.begin().insert("t", 13);
    }

    private static Map<String, Consumer<SimulatedCluster>> before() {
        Map<String, Consumer<SimulatedCluster>> all = new LinkedHashMap<>();
        all.put("all is well", c -> {});
        all.put("mdw killed", c -> c.kill("mdw"));
        all.put("mdw killed beside a session", c -> {
            writes(c);
            c.kill("mdw");
        });
        all.put("mdw without power", c -> c.powerOff("mdw"));
        all.put("mdw cut from smdw", c -> c.cut("mdw", "smdw"));
        all.put("mdw cut from smdw and the controller", c -> {
            c.cut("mdw", "smdw");
            c.cut("mdw", "controller");
        });
        all.put("mdw without power after it went on alone", c -> {
            c.cut("mdw", "smdw");
            c.server("mdw").terminateSender();
            c.server("mdw").openSession().createTable("alone").insert("alone", 100);
            c.powerOff("mdw");
        });
        all.put("mdw hangs", c -> c.hang("mdw"));
        return all;
    }

    private static Map<String, Function<Fence, FailoverPlan>> plans() {
        Map<String, Function<Fence, FailoverPlan>> all = new LinkedHashMap<>();
        for (Strategy strategy : List.of(Strategy.DIRECT, Strategy.UTILITY)) {
            all.put(
                    "stop, activate " + strategy,
                    f -> FailoverPlan.builder()
                            .stopMaster()
                            .activate(a -> a.strategy(strategy))
                            .build());
            all.put(
                    "stop fence, activate " + strategy,
                    f -> FailoverPlan.builder()
                            .fence(new StopMasterFence())
                            .activate(a -> a.evenIfMasterServes("a test")
                                    .strategy(strategy)
                                    .allowDataLoss("explored"))
                            .build());
            all.put(
                    "route fence, activate " + strategy,
                    f -> FailoverPlan.builder()
                            .fence(f)
                            .activate(a -> a.evenIfMasterServes("a test")
                                    .strategy(strategy)
                                    .allowDataLoss("explored"))
                            .build());
        }
        all.put(
                "any fence, activate, fence again",
                f -> FailoverPlan.builder()
                        .fence()
                        .activate(a -> a.evenIfMasterServes("a test").allowDataLoss("explored"))
                        .fence()
                        .build());
        all.put("failover", f -> FailoverPlan.failover(a -> a.evenIfMasterServes("explored")));
        all.put(
                "stop, activate, come home",
                f -> FailoverPlan.builder()
                        .stopMaster()
                        .activate()
                        .addStandby("mdw")
                        .awaitSync()
                        .build());
        return all;
    }

    @Test
    @DisplayName(
            "two things go wrong at two commands: nothing is promoted beside a writer, nothing deleted, nothing untrue told")
    void keepsItsPromisesWhateverGoesWrongTwice() {
        ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
        Map<String, Integer> ends = new ConcurrentHashMap<>();
        long began = System.nanoTime();
        IntStream.range(0, RUNS).parallel().forEach(seed -> {
            Optional<Outcome> ended = new Run(seed).go(broken);
            ends.merge(ended.map(Outcome::name).orElse("DIED"), 1, Integer::sum);
        });
        if (Boolean.getBoolean("gpfailover.explorer.tell")) {
            System.out.println(RUNS + " runs in " + (System.nanoTime() - began) / 1_000_000 + " ms, " + FAULTS.size()
                    + " faults, " + PLANS.size() + " plans, " + BEFORE.size() + " beginnings; ends " + ends);
        }

        assertThat(broken.stream().sorted().limit(MOST_TOLD)).isEmpty();
        // Explored is more than refusals.
        assertThat(ends).containsKeys("REFUSED", "FAILED", "PARTIAL", "IN_DOUBT", "DIED");
        assertThat(ends.get("SUCCEEDED")).isGreaterThan(RUNS / 20);
    }

    private static <T> Map.Entry<String, T> drawn(Map<String, T> all, Random random) {
        List<Map.Entry<String, T>> entries = List.copyOf(all.entrySet());
        return entries.get(random.nextInt(entries.size()));
    }

    /** One plan with two faults, resumed by another engine if it did not succeed. */
    private static final class Run {

        private final List<String> found = new ArrayList<>();
        private final List<String> names = new ArrayList<>();
        private final SimulatedCluster cluster =
                SimulatedCluster.builder().segmentHosts(2).primariesPerHost(1).build();
        private final HostileWorld world = new HostileWorld(cluster);
        private final InMemoryJournal journal = new InMemoryJournal();
        private final Random random;
        private final String label;
        private final FailoverPlan plan;
        private final Consumer<SimulatedCluster> before;
        private final NullRouteFence fence = NullRouteFence.create();
        private final int directories;

        Run(int seed) {
            random = new Random(seed * 0x9E3779B97F4A7C15L);
            Map.Entry<String, Function<Fence, FailoverPlan>> p = drawn(PLANS, random);
            Map.Entry<String, Consumer<SimulatedCluster>> b = drawn(BEFORE, random);
            plan = p.getValue().apply(fence);
            before = b.getValue();
            if (plan.steps().stream()
                    .anyMatch(s -> s instanceof Activate a && a.allowDataLoss().isPresent())) {
                cluster.tolerate(ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, "the plan allows it");
            }
            label = "seed " + seed + ", " + b.getKey() + ", " + p.getKey();
            directories = directories();
        }

        Optional<Outcome> go(ConcurrentLinkedQueue<String> broken) {
            Optional<FailoverReport> report = Optional.empty();
            try (FailoverEngine engine = engine(fence)) {
                table();
                engine.observe();
                cluster.clock().advance(Duration.ofSeconds(1));
                before.accept(cluster);
                int most = random.nextBoolean() ? 40 : label.endsWith("come home") ? 220 : 110;
                for (int i = 0; i < 2; i++) {
                    Map.Entry<String, SingleFaults.Fault> f = drawn(FAULTS, random);
                    names.add(f.getKey());
                    if (BY_OTHERS.contains(f.getKey())) {
                        // A server that others start lacks what the new master has, and counts as one that lost it.
                        cluster.tolerate(ClusterInvariant.ONE_WRITABLE_MASTER, f.getKey());
                        cluster.tolerate(ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST, f.getKey());
                    }
                    world.at(random.nextInt(most), f.getValue());
                }
                report = Optional.of(engine.execute(plan));
            } catch (SingleFaults.Died e) {
                // The execution is found in the journal.
            } catch (RuntimeException e) {
                found.add("it threw " + e);
            }
            report.ifPresent(this::truthful);
            safe();
            if (found.isEmpty()
                    && report.filter(r -> r.outcome() == Outcome.SUCCEEDED).isEmpty()) {
                resumed();
            }
            String ended = report.map(r -> " [" + r.outcome() + ": " + r.summary() + "]")
                    .orElse(" [died]");
            cluster.close();
            found.forEach(f -> broken.add(label + ", " + names + " at " + world.struck + ": " + f + ended));
            return report.map(FailoverReport::outcome);
        }

        private void table() {
            try {
                cluster.execute(
                        HostName.of("mdw"),
                        Command.builder(List.of("psql", "-X", "-At", "-d", "postgres"))
                                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                                .variable("PGPORT", "5432")
                                .stdin("create table t (id int) distributed by (id);")
                                .build());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void resumed() {
            if (world.executionId.isEmpty()) {
                return;
            }
            if (random.nextBoolean()) {
                cluster.heal();
                List.of("mdw", "smdw", "sdw1", "sdw2").forEach(h -> {
                    cluster.powerOn(h);
                    cluster.unhang(h);
                });
            }
            try (FailoverEngine other = engine(random.nextBoolean() ? fence : NullRouteFence.create())) {
                truthful(other.resume(world.executionId, plan));
            } catch (SingleFaults.Died e) {
                // Its second death.
            } catch (RuntimeException e) {
                found.add("resume threw " + e);
            }
            safe();
            found.replaceAll(f -> "after resume: " + f);
        }

        private FailoverEngine engine(NullRouteFence routes) {
            return Engines.builder(cluster, world)
                    .journal(journal)
                    .listener(world)
                    .fence(new StopMasterFence())
                    .fence(routes)
                    .build();
        }

        private void safe() {
            // Which address a server has got that nobody can ask is not known: NullRouteFence says so.
            if (!names.contains(SECOND_ADDRESS)) {
                found.addAll(world.besideAWriter);
            }
            world.besideAWriter.clear();
            cluster.truth()
                    .violations()
                    .forEach(v -> found.add(v + "\n" + cluster.truth().timeline()));
            if (directories() < directories) {
                found.add(directories() + " directories of " + directories + " are left");
            }
        }

        private void truthful(FailoverReport r) {
            if (r.outcome() == Outcome.REFUSED && world.sentToChange > 0) {
                found.add("refused, but " + world.sentToChange + " commands were sent");
            }
            boolean routed = CUT_OFF.stream()
                    .anyMatch(h -> cluster.truth()
                            .unreachableRoutes(h)
                            .contains(cluster.host("mdw").address()));
            String text = r.toText();
            if (routed
                    && !text.contains("still holds")
                    && !text.contains("began to fence")
                    && !text.contains("lifted")
                    && !text.contains("unreachable")) {
                found.add("routes are left, and the report does not tell");
            }
            if (!world.lookedAfterwards()) {
                return;
            }
            if (r.outcome() == Outcome.SUCCEEDED
                    && !cluster.truth().writableMasters().toString().equals("[smdw]")
                    && !text.contains("can't be told whether the old master")
                    && !names.contains(SECOND_ADDRESS)) {
                found.add("succeeded, but " + cluster.truth() + "\n" + text);
            }
            for (InstanceState seen : r.finalState().instances()) {
                boolean writes = cluster.truth().canWrite(seen.location().host().value());
                if (writes && seen.liveness().isStopped()) {
                    found.add("the report calls " + seen.location() + " stopped, but it writes");
                }
            }
        }

        private int directories() {
            return cluster.truth().directories("mdw").size()
                    + cluster.truth().directories("smdw").size();
        }
    }
}
