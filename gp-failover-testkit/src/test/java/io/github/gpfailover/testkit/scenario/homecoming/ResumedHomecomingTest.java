package io.github.gpfailover.testkit.scenario.homecoming;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.internal.rule.CarriedCommand;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.scenario.SingleFaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The death of the controller at each command of a homecoming. Another one goes on, and what must happen once happens once.
 */
@Tag("explorer")
class ResumedHomecomingTest {

    private static final String DIRECTORY = "/data/master/gpseg-1";
    private static final String NEVER_STARTS = "mdw: pg_ctl start";
    /** A row that was taken back is made again by whoever goes on. */
    private static final int ANY = -1;

    private static final FailoverPlan HOME =
            FailoverPlan.builder().addStandby("mdw").awaitSync().build();

    /**
     * A homecoming.
     *
     * @param before what happened to the old directory
     * @param strikes after the first command that contains that text the jobs of mdw are killed, unless it is {@link #NEVER_STARTS}; empty
     * for nothing
     * @param rewinds how many runs of pg_rewind there are to be
     * @param entered how many rows gp_add_master_standby makes
     * @param directories how many directories mdw has at the end
     */
    private record Scene(
            String name, Consumer<SimulatedCluster> before, String strikes, int rewinds, int entered, int directories) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Scene> scenes() {
        Consumer<SimulatedCluster> alone =
                c -> c.dataDirectory("mdw", DIRECTORY).writeAlone(100_000);
        return Stream.of(
                new Scene("follows", c -> {}, "", 0, 1, 1),
                new Scene("follows, once let in", ResumedHomecomingTest::shutOut, "", 0, 1, 1),
                new Scene("is rewound", alone, "", 1, 1, 1),
                new Scene("is rewound, once let in", alone.andThen(ResumedHomecomingTest::shutOut), "", 1, 1, 1),
                new Scene("is copied, since pg_rewind is killed", alone, "pg_rewind --progress", 1, 0, 2),
                new Scene(
                        "is copied, since another log is there",
                        c -> c.dataDirectory("mdw", DIRECTORY).otherLog(),
                        "",
                        0,
                        0,
                        2),
                new Scene("is copied, since it never starts", c -> {}, NEVER_STARTS, 0, ANY, 2));
    }

    /** The new master has no entry for the old one's receiver. */
    private static void shutOut(SimulatedCluster cluster) {
        cluster.host("smdw")
                .writeFile(DIRECTORY + "/pg_hba.conf", "local all gpadmin ident\nhost all gpadmin 0.0.0.0/0 trust\n");
        run(cluster, "pg_ctl", "reload", "-D", DIRECTORY);
    }

    private static CommandResult run(SimulatedCluster cluster, String... words) {
        try {
            return cluster.execute(
                    HostName.of("smdw"),
                    Command.builder(List.of(words))
                            .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                            .build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    @DisplayName("scenario 5: the controller dies at any command of a homecoming: resumed, it ends as if undisturbed")
    void endsAsIfNobodyHadDied(Scene scene) {
        List<String> broken = new ArrayList<>();
        int commands = new Life(scene).play(-1, false, broken);
        assertThat(broken).isEmpty();

        broken.addAll(IntStream.range(0, 2 * commands)
                .parallel()
                .boxed()
                .flatMap(i -> {
                    List<String> here = new ArrayList<>();
                    new Life(scene).play(i / 2, i % 2 == 1, here);
                    return here.stream();
                })
                .toList());

        assertThat(broken).isEmpty();
        assertThat(commands).isGreaterThan(50);
    }

    /** One homecoming, and the one that takes it up. */
    private static final class Life implements CommandTransport, FailoverListener {

        private final Scene scene;
        private final SimulatedCluster cluster;
        private final InMemoryJournal journal = new InMemoryJournal();
        private final Map<String, Integer> effects = new LinkedHashMap<>();
        private int dieAt = Integer.MAX_VALUE;
        private boolean after;
        private int sent;
        private boolean struck;
        private String executionId = "";
        private String last = "";

        Life(Scene scene) {
            this.scene = scene;
            cluster = SimulatedCluster.builder()
                    .segmentHosts(1)
                    .primariesPerHost(1)
                    .mirrors(false)
                    .build();
        }

        /** Plays it; gives how many commands it took before it died. */
        int play(int at, boolean afterwards, List<String> broken) {
            try (FailoverEngine engine = engine()) {
                engine.execute(FailoverPlan.builder().stopMaster().activate().build())
                        .orElseThrow();
            }
            scene.before().accept(cluster);
            sent = 0;
            effects.clear();
            dieAt = at < 0 ? Integer.MAX_VALUE : at;
            after = afterwards;
            Optional<FailoverReport> report = Optional.empty();
            int commands;
            try (FailoverEngine engine = engine()) {
                report = Optional.of(engine.execute(HOME));
            } catch (SingleFaults.Died e) {
                // The execution is found in the journal.
            }
            commands = sent;
            dieAt = Integer.MAX_VALUE;
            if (report.isEmpty()) {
                try (FailoverEngine engine = engine()) {
                    // Dead before its first entry or after its last one, there is nothing to resume, and the plan is
                    // run again.
                    boolean unfinished = engine.unfinished().stream()
                            .anyMatch(u -> u.executionId().equals(executionId));
                    report = Optional.of(unfinished ? engine.resume(executionId) : engine.execute(HOME));
                }
            }
            FailoverReport end = report.get();
            wrong(end)
                    .forEach(w -> broken.add(scene + ", dead " + (after ? "after " : "before ") + at + " " + last + ": "
                            + w + " [" + end.outcome() + ": " + end.summary() + "] " + effects));
            return commands;
        }

        private FailoverEngine engine() {
            return Engines.builder(cluster, this)
                    .journal(journal)
                    .listener(this)
                    .build();
        }

        private List<String> wrong(FailoverReport end) {
            List<String> wrong = new ArrayList<>();
            if (end.outcome() != Outcome.SUCCEEDED) {
                wrong.add("it did not succeed: " + end.toText());
            }
            if (!cluster.truth().standbyInSync()) {
                wrong.add("the standby is not in sync");
            }
            expect("runs of pg_rewind", scene.rewinds(), effects.getOrDefault("rewinds", 0), wrong);
            expect("rows made by gp_add_master_standby", scene.entered(), effects.getOrDefault("entered", 0), wrong);
            expect(
                    "directories",
                    scene.directories(),
                    cluster.truth().directories("mdw").size(),
                    wrong);
            // The vendor's utility writes entries of its own for a copy.
            if (scene.directories() == 1) {
                expect("entries in pg_hba.conf", 1, entries(), wrong);
            }
            cluster.truth().violations().forEach(v -> wrong.add(v.toString()));
            cluster.truth().firstDifference("mdw", DIRECTORY).ifPresent(d -> wrong.add("it differs from " + d));
            return wrong;
        }

        private int entries() {
            String address = cluster.host("mdw").address() + "/32";
            return (int) run(cluster, "cat", "--", DIRECTORY + "/pg_hba.conf")
                    .stdout()
                    .lines()
                    .map(l -> l.strip().replaceAll("\\s+", " "))
                    .filter(l -> l.equals("host replication gpadmin " + address + " trust"))
                    .count();
        }

        private static void expect(String what, int expected, int found, List<String> wrong) {
            if (found != expected && expected != ANY) {
                wrong.add(found + " " + what + ", not " + expected);
            }
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            boolean dies = sent++ == dieAt;
            if (dies) {
                last = host + ": " + command;
            }
            if (dies && !after) {
                throw new SingleFaults.Died();
            }
            boolean fails = scene.strikes().equals(NEVER_STARTS)
                    && (host + ": " + CarriedCommand.meant(command)).startsWith(NEVER_STARTS);
            CommandResult said = fails
                    ? CarriedCommand.answer(
                            command, CommandResult.of(1, "", "pg_ctl: could not start server\n", Duration.ofMillis(10)))
                    : cluster.execute(host, command);
            count(command, said);
            if (dies) {
                throw new SingleFaults.Died();
            }
            return said;
        }

        private void count(Command command, CommandResult said) {
            String words = CarriedCommand.meant(command).toString();
            if (words.contains("pg_rewind --progress") && said.stdout().contains("start=started")) {
                effects.merge("rewinds", 1, Integer::sum);
            }
            if (words.contains("gp_add_master_standby") && said.exitedZero()) {
                effects.merge("entered", 1, Integer::sum);
            }
            if (!scene.strikes().isEmpty() && !struck && words.contains(scene.strikes())) {
                struck = true;
                cluster.host("mdw").killJobs();
            }
        }

        @Override
        public void planStarted(PlanStarted event) {
            executionId = event.executionId();
        }
    }
}
