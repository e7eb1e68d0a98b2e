package io.github.gpfailover.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.job.JobCommands;
import io.github.gpfailover.core.internal.script.ThisMachine;
import io.github.gpfailover.core.internal.script.TransportWithShell;
import io.github.gpfailover.core.internal.step.HostClaim;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.core.internal.step.StoppedException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of a run whose host another run claims meanwhile, on a real machine, whichever shell its {@code sh} is. */
@Tag("processes")
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"dash", "bash", "busybox", "ksh93"})
class ClaimedJobsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Parameter
    String shell;

    @TempDir
    Path temporary;

    private Path marks;
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
        marks = temporary.resolve("marks");
        transport = new TransportWithShell(bin);
        jobs = new EngineJobs(
                temporary.resolve("jobs").toString(),
                temporary.resolve("claims").toString());
        claim = claim(1, "first");
    }

    private HostClaim claim(long token, String holder) throws InterruptedException {
        JobRunner.Claiming made = jobs.claim(
                transport, ThisMachine.MDW, new JobRunner.Claimant("123", "realm", token, holder, "run" + token + "-"));
        assertThat(made).isInstanceOf(JobRunner.Claiming.Claimed.class);
        return ((JobRunner.Claiming.Claimed) made).claim();
    }

    private Command marking() {
        return Command.builder(List.of("sh", "-c", "cat; echo began >>'" + marks + "'"))
                .secretStdin("a secret")
                .timeout(LONG)
                .mutating()
                .build();
    }

    private JobRunner.Work work(CommandTransport way, String id) {
        return new JobRunner.Work(way, ThisMachine.MDW, id, marking(), claim);
    }

    private record Patience(Runnable whenAsked) implements JobRunner.Patience {

        @Override
        public Duration left() {
            return LONG;
        }

        @Override
        public void again() {
            whenAsked.run();
        }

        @Override
        public Sleeper sleeper() {
            return Sleeper.system();
        }
    }

    private Object quick(CommandTransport way, String id, Runnable again) {
        try {
            return jobs.execute(work(way, id), new Patience(again), (out, err) -> {});
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private Object slow(String id) {
        try {
            return jobs.run(work(transport, id), LONG, Sleeper.system(), (out, err) -> {});
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    /** Holds the first directory that a script makes from now on, as a machine does that is short of memory. */
    private void holdDirectories() throws IOException {
        Path mkdir = transport.bin().resolve("mkdir");
        Files.writeString(
                mkdir,
                "#!/bin/sh\nif /bin/mkdir '" + held() + "' 2>/dev/null; then\n  until [ -e '" + go()
                        + "' ]; do sleep 0.02; done\nfi\nexec /bin/mkdir \"$@\"\n");
        assertThat(mkdir.toFile().setExecutable(true)).isTrue();
    }

    private Path held() {
        return temporary.resolve("held");
    }

    private Path go() {
        return temporary.resolve("go");
    }

    private void awaitHeld(CompletableFuture<Object> starter) throws InterruptedException {
        while (!Files.exists(held()) && !starter.isDone()) {
            Sleeper.system().sleep(Duration.ofMillis(10));
        }
        assumeTrue(Files.exists(held()), "this shell makes directories without a program");
    }

    private void leftNoInput(String id) throws IOException {
        Path job = temporary.resolve("jobs").resolve(id);
        if (Files.isDirectory(job)) {
            try (Stream<Path> files = Files.list(job)) {
                assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.startsWith("stdin"));
            }
        }
    }

    @Test
    @DisplayName("a start that was slow begins nothing once another run has claimed the host, by either way")
    void beginsNothingBehindALaterClaim() throws Exception {
        for (boolean slow : new boolean[] {true, false}) {
            claim = claim(slow ? 2 : 4, "of the slow one");
            Files.deleteIfExists(held());
            Files.deleteIfExists(go());
            holdDirectories();
            CompletableFuture<Object> starter = CompletableFuture.supplyAsync(
                    () -> slow ? slow("late-slow") : quick(transport, "late-quick", () -> {}));
            awaitHeld(starter);
            HostClaim next = claim(slow ? 3 : 5, "second engine");
            jobs.sweep(transport, ThisMachine.MDW, next, "run", List.of());
            claim(slow ? 3 : 5, "third engine");
            Files.createFile(go());

            assertThatThrownBy(starter::join)
                    .hasCauseInstanceOf(StoppedException.class)
                    .hasMessageContaining("third engine");
            assertThat(marks).doesNotExist();
            leftNoInput(slow ? "late-slow" : "late-quick");
        }
    }

    @Test
    @DisplayName("a claim that is gone without another after it is told as such, and nothing is begun")
    void tellsOfAClaimThatIsGone() throws Exception {
        Files.delete(Path.of(claim.place()));

        for (boolean slow : new boolean[] {true, false}) {
            assertThatThrownBy(() -> {
                        if (slow) {
                            slow("gone-slow");
                        } else {
                            quick(transport, "gone-quick", () -> {});
                        }
                    })
                    .isInstanceOf(StoppedException.class)
                    .hasMessageContainingAll("is not on " + ThisMachine.MDW + " any more", "mounted");
        }
        assertThat(marks).doesNotExist();
    }

    @Test
    @DisplayName("a job whose maker died before it said who it is has broken, and nobody waits for it")
    void nobodyWaitsForAClaimWithoutAName() throws Exception {
        Path job = Files.createDirectory(temporary.resolve("jobs/torn"));
        Files.writeString(job.resolve("command"), "digest@123\n");
        Files.createFile(job.resolve("claim"));

        Optional<JobRunner.End> end = jobs.await(transport, ThisMachine.MDW, "torn", LONG, Sleeper.system());

        assertThat(end).containsInstanceOf(JobRunner.End.Broken.class);
    }

    /** Loses the answer to whatever starts a job, and the start with it; the start can arrive late. */
    private final class Losing implements CommandTransport {

        private final AtomicInteger lost = new AtomicInteger();
        private final boolean cancels;
        private Command start = Command.of("true");

        Losing(boolean cancels) {
            this.cancels = cancels;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            boolean cancel = command.program()
                    .equals(new JobCommands(temporary.resolve("jobs").toString())
                            .cancel("lost")
                            .program());
            if (lost.getAndIncrement() == 0 || (cancel && !cancels)) {
                start = lost.get() == 1 ? command : start;
                throw new TransportException(TransportException.Reason.LOST, host, "the line was cut", null);
            }
            return transport.execute(host, command);
        }
    }

    private static void over() {
        throw new StoppedException(ReasonCode.DEADLINE_PASSED, "the step's deadline passed", null);
    }

    @Test
    @DisplayName("one that may not be started once more did not run only if it can't begin any more")
    void didNotRunOnlyOnceItIsCancelled() throws Exception {
        Losing losing = new Losing(true);

        assertThatThrownBy(() -> quick(losing, "lost", ClaimedJobsTest::over)).isInstanceOf(StoppedException.class);
        // What was on its way arrives.
        transport.execute(ThisMachine.MDW, losing.start);

        assertThat(marks).doesNotExist();
        leftNoInput("lost");
    }

    @Test
    @DisplayName("one that may not be started once more and can't be cancelled may yet run")
    void mayRunWhereItCanNotBeCancelled() {
        assertThatThrownBy(() -> quick(new Losing(false), "lost", ClaimedJobsTest::over))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.reason()).isEqualTo(TransportException.Reason.LOST))
                .hasMessageContaining("can't be kept from beginning");
    }
}
