package io.github.gpfailover.testkit.scenario.explorer;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverPlanBuilder;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.fence.AttestedFence;
import io.github.gpfailover.core.fence.StopMasterFence;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.AddStandby.Strategy;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.HostileWorld;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One history of a cluster, drawn by a seed: clients write, the master moves, its old directory is damaged, somebody tries to bring it home
 * while more goes wrong, and at last all is repaired and it must come home.
 */
final class HomecomingRun {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final long PLENTY = 50L << 30;
    private static final List<Strategy> STRATEGIES =
            List.of(Strategy.AUTO, Strategy.AUTO, Strategy.AUTO, Strategy.FOLLOW, Strategy.REWIND, Strategy.COPY);

    private static final List<Duration> LIMITS = List.of(Duration.ofMinutes(2), Duration.ofMinutes(8));

    /** As many commands as an observation of the cluster, and what proves a standby in sync, may take. */
    private static final int A_LOOK = 30;

    private final Map<String, AtomicInteger> counts;
    private final Random random;
    private final SimulatedCluster cluster;
    private final HostileWorld world;
    private final InMemoryJournal journal = new InMemoryJournal();
    private final HomecomingFaults faults;
    private final List<String> found = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private final int seed;
    private String master = "mdw";
    private String other = "smdw";
    private FailoverEngine engine;
    /** Whether something goes wrong at a time, and not at a command. */
    private boolean timed;

    HomecomingRun(int seed, Map<String, AtomicInteger> counts) {
        this.seed = seed;
        this.counts = counts;
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        cluster = SimulatedCluster.builder()
                .segmentHosts(1 + random.nextInt(2))
                .primariesPerHost(1)
                .mirrors(false)
                .build();
        world = new HostileWorld(cluster);
        faults = new HomecomingFaults(cluster, random);
    }

    /** Plays it; what is broken goes into the queue, with the seed and the story. */
    void go(Queue<String> broken) {
        engine = newEngine();
        try {
            int rounds = 1 + random.nextInt(2);
            for (int i = 0; i < rounds && found.isEmpty(); i++) {
                history();
                if (!move()) {
                    break;
                }
                befall();
                tries();
                if (!found.isEmpty() || !atLast()) {
                    break;
                }
            }
        } catch (RuntimeException e) {
            found.add("it threw " + e + " at " + List.of(e.getStackTrace()).subList(0, 4));
        } finally {
            engine.close();
            cluster.close();
        }
        found.forEach(f -> broken.add("seed " + seed + ", " + story + " struck " + world.struck + ": " + f));
        if (!found.isEmpty() && Boolean.getBoolean("gpfailover.homecoming.timeline")) {
            System.out.println(cluster.truth().timeline());
        }
    }

    private FailoverEngine newEngine() {
        return Engines.builder(cluster, world)
                .journal(journal)
                .listener(world)
                .fence(new StopMasterFence())
                .build();
    }

    private void count(String what) {
        counts.computeIfAbsent(what, w -> new AtomicInteger()).incrementAndGet();
    }

    private void tell(String what) {
        story.add(what);
    }

    /** What a cluster does while all is well, or nearly so. */
    private void history() {
        engine.observe();
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> cluster.server(master).writeLog(1 + random.nextInt(5_000_000));
                case 1 -> cluster.server(master).writeLog(random.nextInt(200) * (1L << 20));
                case 2 -> cluster.clock().advance(Duration.ofSeconds(1 + random.nextInt(600)));
                case 3 -> faults.checkpoint(master);
                case 4 -> faults.bounce(other);
                default -> faults.written(master);
            }
        }
        cluster.clock().advance(Duration.ofSeconds(1));
        engine.observe();
    }

    /** The master role goes to the other host, by one of the moves that leave something to bring home. */
    private boolean move() {
        FailoverPlanBuilder plan = FailoverPlan.builder();
        int kind = Math.max(0, random.nextInt(11) - 3);
        boolean lags = random.nextInt(4) == 0;
        if (lags) {
            faults.lag(random.nextInt(100_000));
        }
        switch (kind) {
            case 0, 1, 2 -> plan.stopMaster();
            case 3 -> {
                cluster.kill(master);
                plan.fence();
            }
            case 4 -> {
                cluster.powerOff(master);
                plan.fence(AttestedFence.hostIsOff(
                        master, "Ada", "it was unplugged", cluster.clock().instant()));
            }
            case 5 -> {
                cluster.server(master).openSession().begin();
                cluster.kill(master);
                plan.fence();
            }
            case 6 -> {
                cluster.powerOff(master);
                cluster.powerOn(master);
                plan.fence();
            }
            default -> {
                cluster.kill(master);
                cluster.server(master).start();
                cluster.clock().advance(Duration.ofSeconds(1));
                plan.stopMaster();
            }
        }
        tell("move " + kind + (lags ? " behind a standby that lags" : ""));
        Optional<FailoverReport> r =
                execute(plan.activate(a -> a.allowDataLoss("explored")).build());
        if (!cluster.truth().masterHost().equals(Optional.of(HostName.of(other)))) {
            // A standby that shares its master's second is not restarted while it lags, and so the master is not
            // stopped.
            boolean stays = lags
                    && cluster.truth().canWrite(master)
                    && r.filter(x -> x.toText().contains("neither was the standby restarted nor the master stopped"))
                            .isPresent();
            if (!stays) {
                found.add("did not move: " + r.map(FailoverReport::summary).orElse("died"));
            }
            return false;
        }
        String old = master;
        master = other;
        other = old;
        return true;
    }

    /** What happens to the old directory while nobody serves it. */
    private void befall() {
        cluster.powerOn(other);
        if (random.nextInt(4) == 0) {
            cluster.server(master).writeLog(random.nextInt(300) * (1L << 20));
            faults.checkpoint(master);
        }
        for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
            tell(faults.befall(other, DIRECTORY));
        }
    }

    /** Somebody tries to bring it home while more goes wrong, and goes on with it or begins anew. */
    private void tries() {
        for (int i = 1 + random.nextInt(2); i > 0 && found.isEmpty(); i--) {
            for (int f = Math.min(2, random.nextInt(4)); f > 0; f--) {
                Map.Entry<String, SingleFaults.Fault> fault = faults.drawn(master, other);
                tell(fault.getKey());
                timed |= fault.getKey().contains("soon") || fault.getKey().contains("for 30 s");
                if (random.nextInt(3) == 0) {
                    world.at(random.nextInt(90), fault.getValue());
                } else {
                    world.atChange(random.nextInt(9), fault.getValue());
                }
            }
            Strategy how = STRATEGIES.get(random.nextInt(STRATEGIES.size()));
            tell("try " + how);
            Optional<FailoverReport> r = execute(home(a -> a.strategy(how).deadline(LIMITS.get(random.nextInt(2)))));
            boolean done = r.filter(x -> x.outcome() == Outcome.SUCCEEDED).isPresent();
            if (!done && found.isEmpty() && random.nextBoolean()) {
                if (random.nextBoolean()) {
                    mend();
                }
                resume();
            }
            if (random.nextInt(4) == 0) {
                tell(faults.befall(other, DIRECTORY));
            }
        }
    }

    private FailoverPlan home(Consumer<AddStandby.Builder> settings) {
        return FailoverPlan.builder().addStandby(other, settings).awaitSync().build();
    }

    private void resume() {
        if (world.executionId.isEmpty()) {
            return;
        }
        tell("resume");
        count("resumed");
        engine.close();
        engine = newEngine();
        try {
            judge(engine.resume(world.executionId));
        } catch (SingleFaults.Died e) {
            count("died");
        }
    }

    private Optional<FailoverReport> execute(FailoverPlan plan) {
        try {
            FailoverReport r = engine.execute(plan);
            judge(r);
            return Optional.of(r);
        } catch (SingleFaults.Died e) {
            count("died");
            engine.close();
            engine = newEngine();
            safe();
            return Optional.empty();
        }
    }

    /** All is repaired: what was broken is whole, what is off is on, and who must not run does not. */
    private void mend() {
        world.nothingMore();
        timed = false;
        cluster.heal();
        for (String host : List.of("mdw", "smdw", "sdw1")) {
            cluster.powerOn(host);
            cluster.unhang(host);
        }
        cluster.host(master).freeDisk(PLENTY);
        cluster.host(other).freeDisk(PLENTY);
        // What was to go wrong soon has done so before somebody attends to it.
        cluster.clock().advance(Duration.ofMinutes(1));
        faults.letServe(master, other);
        cluster.clock().advance(Duration.ofMinutes(10));
    }

    /** The last try, with no fault left; false if the directory must be refused. */
    private boolean atLast() {
        mend();
        tell("at last");
        Optional<FailoverReport> r = execute(home(a -> a.strategy(Strategy.AUTO)));
        if (r.filter(x -> x.outcome() == Outcome.SUCCEEDED).isEmpty()
                && cluster.truth().standbyHost().isPresent()) {
            tell("remove what was begun");
            execute(FailoverPlan.builder()
                    .removeStandby(s -> s.keepDirectory().acceptUnseen("explored"))
                    .build());
            r = execute(home(a -> a.strategy(Strategy.AUTO)));
        }
        if (r.filter(x -> x.toText().contains("pg_rewind --progress --source-server") && x.outcome() == Outcome.REFUSED)
                .isPresent()) {
            // It waits for a master that hung once, and nobody but a person may end it.
            count("a rewind was left behind");
            cluster.host(other).killJobs();
            r = execute(home(a -> a.strategy(Strategy.AUTO)));
        }
        if (r.filter(x -> x.toText().contains("is not proved stopped: " + other + ": 3 processes"))
                .isPresent()) {
            // A start that failed, and a stop that never arrived: the report of that execution said so.
            count("a standby was left running");
            cluster.kill(other);
            r = execute(home(a -> a.strategy(Strategy.AUTO)));
        }
        String said = r.map(FailoverReport::toText).orElse("died");
        if (r.filter(x -> x.outcome() == Outcome.SUCCEEDED).isPresent()) {
            count("home at last");
            return true;
        }
        Optional<String> documented = faults.mustBeRefused(said);
        if (documented.isEmpty()) {
            found.add("did not come home at last: " + said);
        } else {
            count("refused: " + documented.get());
        }
        return false;
    }

    private void judge(FailoverReport r) {
        count("ended " + r.outcome());
        for (StepReport s : r.steps()) {
            if (!s.step().name().equals("addStandby")) {
                continue;
            }
            String how = s.facts().getOrDefault("strategy", "none");
            if (s.outcome() == Outcome.SUCCEEDED) {
                count("home by " + how);
                boolean made = s.commands().stream()
                        .anyMatch(c -> c.command().contains("gp_add_master_standby")
                                || c.command().startsWith("gpinitstandby -a -s"));
                if (made && how.equals("none")) {
                    found.add("a standby was made, and the report does not say on which way: " + r.toText());
                }
            }
        }
        String text = r.toText();
        for (String way : List.of("FOLLOW", "REWIND")) {
            if (text.contains(way + " failed: ")) {
                count(way + " failed");
            }
        }
        boolean added = r.steps().stream().anyMatch(s -> s.step().name().equals("awaitSync"));
        if (added
                && r.outcome() == Outcome.SUCCEEDED
                && world.quietFor(A_LOOK)
                && !timed
                && cluster.truth().canWrite(master)
                && !cluster.truth().standbyInSync()) {
            found.add("succeeded, but no standby is in sync: " + r.toText());
        }
        safe();
    }

    private void safe() {
        cluster.truth().violations().forEach(v -> found.add(v.toString()));
        List<HostName> hosts = List.of(HostName.of("mdw"), HostName.of("smdw"));
        for (HostName host : hosts) {
            if (cluster.truth().directories(host.value()).isEmpty()) {
                found.add("nothing is left on " + host);
            }
        }
    }
}
