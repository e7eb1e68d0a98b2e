package io.github.gpfailover.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.core.internal.script.ThisMachine;
import io.github.gpfailover.core.internal.script.TransportWithShell;
import io.github.gpfailover.core.internal.step.HostClaim;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan's commands do as jobs of a real machine, whichever shell its {@code sh} is. */
@Tag("processes")
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"dash", "bash", "busybox", "ksh93"})
class EngineJobsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Parameter
    String shell;

    @TempDir
    Path temporary;

    private TransportWithShell transport;
    private EngineJobs jobs;
    private HostClaim claim;

    @BeforeEach
    void claimTheMachine() throws Exception {
        Optional<Path> program = ThisMachine.program(shell);
        assumeTrue(program.isPresent(), "there is no " + shell + " on this machine");
        assumeTrue(ThisMachine.program("setsid").isPresent(), "there is no setsid on this machine");
        Path bin = Files.createDirectory(temporary.resolve("bin"));
        Files.copy(program.get(), bin.resolve("sh"));
        transport = new TransportWithShell(bin);
        jobs = new EngineJobs(
                temporary.resolve("jobs").toString(),
                temporary.resolve("claims").toString());
        claim = claim(1, "first");
    }

    private HostClaim claim(long token, String holder) throws InterruptedException {
        JobRunner.Claiming made =
                jobs.claim(transport, ThisMachine.MDW, new JobRunner.Claimant("123", "realm", token, holder, "run-"));
        assertThat(made).isInstanceOf(JobRunner.Claiming.Claimed.class);
        return ((JobRunner.Claiming.Claimed) made).claim();
    }

    private CommandResult run(String id, Command command) throws InterruptedException {
        return jobs.execute(
                new JobRunner.Work(transport, ThisMachine.MDW, id, command, claim), new Patience(), (out, err) -> {});
    }

    private record Patience() implements JobRunner.Patience {

        @Override
        public Duration left() {
            return LONG;
        }

        @Override
        public void again() {}

        @Override
        public Sleeper sleeper() {
            return Sleeper.system();
        }
    }

    private static Command sh(String text) {
        return Command.builder(List.of("sh", "-c", text))
                .timeout(LONG)
                .mutating()
                .build();
    }

    @Test
    void givesWhatExecuteWouldHaveGiven() throws InterruptedException {
        CommandResult said = run("a", sh("echo out; printf 'no newline'; echo err >&2; exit 3"));

        assertThat(said.exitCode()).hasValue(3);
        assertThat(said.stdout()).isEqualTo("out\nno newline");
        assertThat(said.stderr()).isEqualTo("err\n");
    }

    @Test
    void leavesThePlaceUmaskSignalsVariablesAndInputAsTheyWere() throws InterruptedException {
        Command command = Command.builder(List.of(
                        "sh",
                        "-c",
                        "pwd -P; umask; grep Sig[BIC] /proc/self/status; echo \"$ODD\"; echo \"$PATH\"; cat"))
                .variable("ODD", "a 'b\" $c\n\\d")
                .variable("PATH", "/bin:/usr/bin:" + temporary.resolve("with blank"))
                .stdin("in\n\nput")
                .timeout(LONG)
                .mutating()
                .build();

        assertThat(run("b", command).stdout())
                .isEqualTo(transport.plain().execute(ThisMachine.MDW, command).stdout());
    }

    @Test
    void endsWith127WhereThereIsNoSuchProgram() throws InterruptedException {
        assertThat(run(
                                "c",
                                Command.builder(List.of("no-such-program"))
                                        .mutating()
                                        .build())
                        .exitCode())
                .hasValue(127);
    }

    @Test
    void beginsOnceUnderItsId() throws Exception {
        Path marks = temporary.resolve("marks");
        Command command = sh("echo began >>'" + marks + "'");

        CommandResult first = run("d", command);
        CommandResult second = run("d", command);

        assertThat(first.exitCode()).hasValue(0);
        assertThat(second.exitCode()).hasValue(0);
        assertThat(Files.readString(marks)).isEqualTo("began\n");
    }

    @Test
    void takesNoOtherCommandsResultForItsOwn() throws InterruptedException {
        run("d2", sh("echo mine"));

        assertThatThrownBy(() -> run("d2", sh("echo another")))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("its id is in use for another command");
    }

    @Test
    void endsWhatHasUsedUpItsTime() {
        Command command = Command.builder(List.of("sleep", "100"))
                .timeout(Duration.ofSeconds(1))
                .mutating()
                .build();

        assertThatThrownBy(() -> run("e", command))
                .isInstanceOfSatisfying(
                        TransportException.class,
                        e -> assertThat(e.reason()).isEqualTo(TransportException.Reason.TIMEOUT));
    }

    @Test
    void runsNothingOnceAnotherHasClaimedTheHost() throws Exception {
        Path marks = temporary.resolve("marks");
        claim(2, "second engine");

        assertThatThrownBy(() -> run("f", sh("echo began >>'" + marks + "'")))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("second engine");
        assertThat(marks).doesNotExist();
    }

    @Test
    void refusesAnEarlierHolderOfTheSameLease() throws InterruptedException {
        claim(5, "later");

        assertThat(jobs.claim(transport, ThisMachine.MDW, new JobRunner.Claimant("123", "realm", 4, "earlier", "run-")))
                .isEqualTo(new JobRunner.Claiming.Refused("realm 5 later"));
    }

    @Test
    void tellsWhoClaimsNextOfWhatHasBegunAndLetsNothingElseBegin() throws Exception {
        run("ended", sh("true"));
        Path begun = Files.createDirectory(temporary.resolve("jobs/begun"));
        Files.writeString(begun.resolve("command"), "digest@123\n");
        Files.writeString(begun.resolve("claim"), "1@" + Files.readString(Path.of("/proc/sys/kernel/hostname")));
        Path elsewhere = Files.createDirectory(temporary.resolve("jobs/elsewhere"));
        Files.writeString(elsewhere.resolve("command"), "digest@123\n");
        Files.writeString(elsewhere.resolve("claim"), "1@a-host-that-shares-the-home\n");
        Path unbegun = Files.createDirectory(temporary.resolve("jobs/unbegun"));
        Files.writeString(unbegun.resolve("command"), "digest@123\n");
        Path foreign = Files.createDirectory(temporary.resolve("jobs/foreign"));
        Files.writeString(foreign.resolve("command"), "digest@another\n");
        Files.createDirectory(temporary.resolve("jobs/ahead-1"));

        JobRunner.Claiming next =
                jobs.claim(transport, ThisMachine.MDW, new JobRunner.Claimant("123", "realm", 2, "next", "next-"));

        assertThat(next)
                .isInstanceOfSatisfying(
                        JobRunner.Claiming.Claimed.class,
                        c -> assertThat(c.open()).containsExactly("begun"));
        assertThat(Files.readSymbolicLink(unbegun.resolve("claim"))).hasToString("cancelled");
        assertThat(foreign.resolve("claim")).doesNotExist();
        assertThat(temporary.resolve("jobs/ahead-1")).doesNotExist();
        // Where a job can't be awaited in the call that starts it, nothing is gained by it.
        if (claim.quick()) {
            assertThat(temporary.resolve("jobs/next-1")).isEmptyDirectory();
        }
    }

    @Test
    void claimsHostsThatShareAHomeOnceHoweverManyAskAtATime() throws Exception {
        List<Sleeper.Task<Long>> hosts = new ArrayList<>();
        for (int host = 0; host < 8; host++) {
            hosts.add(() -> claim(2, "one run").number());
        }

        List<Optional<Long>> numbers = Sleeper.system().together(hosts, LONG);

        assertThat(numbers).allMatch(n -> n.equals(Optional.of(2L)));
    }

    @Test
    void keepsTheLastClaimsOnlyAndTheSameOneForWhoAsksAgain() throws Exception {
        for (int token = 2; token < 6; token++) {
            claim(token, "holder " + token);
        }
        long last = claim(6, "last").number();

        assertThat(claim(6, "last").number()).isEqualTo(last);
        try (Stream<Path> files = Files.list(temporary.resolve("claims/123"))) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void sweepsWhatHasEndedAndBeginsNothingAfterwards() throws Exception {
        run("g", sh("echo x"));

        jobs.sweep(transport, ThisMachine.MDW, claim, "run-", List.of("g", "never"));

        try (Stream<Path> files = Files.list(temporary.resolve("jobs"))) {
            assertThat(files).isEmpty();
        }
        assertThatThrownBy(() -> run("h", sh("echo x"))).isInstanceOf(StoppedException.class);
    }

    @Test
    void findsTheEndOfACommandWhoseStarterWasKilled() throws Exception {
        Path pid = temporary.resolve("pid");
        Path go = temporary.resolve("go");
        Thread starter = new Thread(() -> {
            try {
                run(
                        "i",
                        sh("echo $$ >'" + pid + "'; until [ -e '" + go + "' ]; do sleep 0.1; done; echo done; exit 4"));
            } catch (InterruptedException | RuntimeException e) {
                // Its shell was killed.
            }
        });
        starter.start();
        assertThat(appears(pid)).isTrue();
        Optional<ProcessHandle> shellOfStarter = ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().arguments().stream().flatMap(Stream::of).anyMatch("gp-failover-job-i"::equals))
                .min((a, b) -> Long.compare(a.pid(), b.pid()));
        shellOfStarter.ifPresent(ProcessHandle::destroyForcibly);
        starter.interrupt();
        Files.createFile(go);

        Optional<JobRunner.End> end = jobs.await(transport, ThisMachine.MDW, "i", LONG, Sleeper.system());

        assertThat(end).isPresent();
        starter.join();
    }

    private static boolean appears(Path file) throws InterruptedException, IOException {
        long giveUp = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() < giveUp) {
            if (Files.exists(file) && Files.size(file) > 0) {
                return true;
            }
            Sleeper.system().sleep(Duration.ofMillis(20));
        }
        return false;
    }
}
