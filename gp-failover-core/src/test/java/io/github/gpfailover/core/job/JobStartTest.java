package io.github.gpfailover.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.core.internal.script.ThisMachine;
import io.github.gpfailover.core.job.JobException.Reason;
import io.github.gpfailover.core.job.JobStatus.State;
import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Sleeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a job begins, and that it begins once. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash", "busybox", "ksh93"})
class JobStartTest extends JobsOnThisMachine {

    @Test
    void givesWhatExecuteWouldHaveGiven() throws InterruptedException {
        Command command = Command.of("sh", "-c", "echo out; echo err >&2; exit 3");

        Job job = start(command);
        JobStatus end = job.await(SOON, Sleeper.system());
        CommandResult result = job.result();

        assertThat(end.state()).isEqualTo(State.ENDED);
        assertThat(end.exitCode()).hasValue(3);
        assertThat(end.stdoutBytes()).isEqualTo(4);
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.exitCode()).hasValue(3);
        assertThat(result.elapsed()).isLessThan(SOON);
    }

    @Test
    void runsInTheSamePlaceWithTheSameUmaskVariablesAndSignalsAsExecute() throws InterruptedException {
        Command command = Command.builder(List.of(
                        "sh",
                        "-c",
                        "pwd -P; umask; grep Sig[BIC] /proc/self/status; env | sort; ls -l /proc/self/fd | wc -l"))
                .variable("ODD", "a 'b\" $c\n\\d")
                .variable("PATH", "/bin:/usr/bin:" + temporary.resolve("with blank"))
                .variable("gpfj", "x")
                .variable("d", "not the script's")
                .build();

        assertThat(lines(ended(command).stdout()))
                .isEqualTo(lines(transport.plain().execute(MDW, command).stdout()));
    }

    @Test
    void leadsItsOwnSession() throws InterruptedException {
        String ids =
                ended(Command.of("sh", "-c", "ps -o sid=,pgid=,pid= -p $$")).stdout();

        assertThat(ids.strip()).matches("(\\d+) +\\1 +\\1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "$(reboot)", "a'b\"c\\d`e`", "*", "-n", "--", "\n\n", "a=b", "%s", "; exit 9", "größe"})
    void givesEveryArgumentExactly(String argument) throws InterruptedException {
        assumeTrue(
                argument.chars().allMatch(c -> c < 128) || "UTF-8".equals(System.getProperty("sun.jnu.encoding")),
                "this program runs in a locale that can't give such arguments");

        assertThat(ended(Command.of("printf", "%s|", argument, argument)).stdout())
                .isEqualTo(argument + "|" + argument + "|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "cd", "a=b", "if", ":", "eval"})
    void takesTheProgramForAProgramAndNeverForAWordOfTheShell(String program) throws InterruptedException {
        assumeTrue(ThisMachine.program(program).isEmpty(), "this machine has a program " + program);

        CommandResult result = ended(Command.of(program, "7"));

        assertThat(result.exitCode()).hasValue(127);
        assertThat(result.stderr()).contains(program);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 300_000})
    void feedsStandardInputExactlyAndEndsIt(int lines) throws InterruptedException {
        String input = "grö\0ße\r\n".repeat(lines) + "no newline at the end".repeat(Math.min(lines, 1));
        Command command = Command.builder(List.of("cat")).stdin(input).build();

        assertThat(ended(command).stdout()).isEqualTo(input);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6, 7, 90_000, 100_005})
    void startsNothingIfTheLineBreaksInTheMidstOfItsInput(int sent) throws Exception {
        JobId id = JobId.random();
        Command command =
                Command.builder(List.of("wc", "-c")).stdin("y".repeat(100_000)).build();

        refused(() -> jobsOver(transport.cuttingInputAfter(sent)).start(MDW, id, command), Reason.NOT_STARTED);

        assertThat(names(id)).containsExactly("command");
        assertThat(ended(start(id, command)).result().stdout().strip()).isEqualTo("100000");
    }

    @Test
    void survivesTheTransportThatStartedItAndIsFoundByAnother() throws Exception {
        Path gate = gate();
        JobId id = JobId.random();
        try (LocalTransport first = LocalTransport.create(MDW)) {
            started.add(jobsOver(first).start(MDW, id, waitFor(gate, "echo done; exit 4")));
        }

        Job found = jobs.find(MDW, id).orElseThrow();
        JobStatus running = found.status();
        open(gate);
        JobStatus end = found.await(SOON, Sleeper.system());

        assertThat(running.state()).isEqualTo(State.RUNNING);
        assertThat(ProcessHandle.of(running.pid().getAsLong())).isNotNull();
        assertThat(end.exitCode()).hasValue(4);
        assertThat(found.result().stdout()).isEqualTo("done\n");
    }

    @Test
    void beginsOnceHoweverManyStartIt() throws Exception {
        for (int round = 0; round < 5; round++) {
            Path marks = temporary.resolve("marks" + round);
            JobId id = JobId.random();
            Command command = Command.builder(List.of("sh", "-c", "cat >>\"$0\"", marks.toString()))
                    .stdin("began\n")
                    .build();
            CyclicBarrier together = new CyclicBarrier(8);
            List<Future<JobStatus>> ends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                ends.add(callers.submit((Callable<JobStatus>) () -> {
                    try (LocalTransport own = LocalTransport.create(MDW)) {
                        together.await(60, TimeUnit.SECONDS);
                        return jobsOver(own).start(MDW, id, command).await(SOON, Sleeper.system());
                    }
                }));
            }
            for (Future<JobStatus> end : ends) {
                assertThat(end.get(60, TimeUnit.SECONDS).exitCode()).hasValue(0);
            }
            assertThat(Files.readString(marks)).isEqualTo("began\n");
            assertThat(names(id)).containsOnly("command", "claim", "program", "exit", "out", "err");
        }
    }

    @Test
    void givesTheJobThatIsThereToWhoeverStartsTheSameCommandAgain() throws InterruptedException {
        JobId id = JobId.random();
        Command command = Command.of("sh", "-c", "echo $$");

        Job first = start(id, command);
        first.await(SOON, Sleeper.system());
        String output = first.result().stdout();

        assertThat(start(id, command).result().stdout()).isEqualTo(output);
    }

    @Test
    void refusesAnotherCommandUnderAnIdThatIsTaken() throws InterruptedException {
        JobId id = JobId.random();
        Command.Builder first =
                Command.builder(List.of("cat", "-")).variable("A", "1").stdin("x");
        start(id, first.build());

        for (Command other : List.of(
                Command.builder(List.of("cat", "- "))
                        .variable("A", "1")
                        .stdin("x")
                        .build(),
                Command.builder(List.of("cat", "-"))
                        .variable("A", "2")
                        .stdin("x")
                        .build(),
                Command.builder(List.of("cat", "-"))
                        .variable("A", "1")
                        .stdin("y")
                        .build(),
                Command.builder(List.of("cat", "-"))
                        .variable("A", "1")
                        .secretStdin("x")
                        .build())) {
            refused(() -> start(id, other), Reason.OTHER_COMMAND);
        }
        assertThat(start(id, first.timeout(Duration.ofHours(1)).build()).id()).isEqualTo(id);
    }

    @Test
    void leavesNothingOfSecretInputOnTheHost() throws Exception {
        Path gate = gate();
        String secret = "s3cr3t-" + System.nanoTime();
        Command command = Command.builder(
                        List.of("sh", "-c", "read word; echo ${#word}; read x <\"$0\"", gate.toString()))
                .secretStdin(secret + "\n")
                .build();

        Job job = start(command);

        try (java.util.stream.Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain(secret);
            }
        }
        assertThat(names(job.id())).isSubsetOf("command", "claim", "program", "out", "err");
        assertThat(transport.plain().execute(MDW, Command.of("ps", "-ef")).stdout())
                .doesNotContain(secret);
        assertThat(transport.shown).allSatisfy(text -> assertThat(text).doesNotContain(secret));
        open(gate);
        job.await(SOON, Sleeper.system());
        assertThat(job.result().stdout()).isEqualTo(secret.length() + "\n");
    }

    @Test
    void startsWhatACutOffStartLeftUndone() throws Exception {
        JobId id = JobId.random();
        Command command = Command.builder(List.of("cat")).stdin("x").build();
        withoutRunner(id, command);

        assertThat(ended(start(id, command)).result().stdout()).isEqualTo("x");
    }

    @Test
    void doesNotGiveAJobThatWasClaimedAndNeverBegan() throws Exception {
        JobId id = JobId.random();
        Command command = Command.of("echo", "x");

        refused(() -> jobsOver(transport.withoutProgram()).start(MDW, id, command), Reason.NOT_STARTED);
        refused(() -> start(id, command), Reason.NOT_STARTED);

        Job left = jobs.find(MDW, id).orElseThrow();
        assertThat(left.status().state()).isEqualTo(State.BROKEN);
        left.remove();
        assertThat(ended(start(id, command)).result().stdout()).isEqualTo("x\n");
    }

    @Test
    void saysWhatIsMissingWhereItCannotStart() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> jobsOver(transport)
                        .in(file.resolve("jobs").toString())
                        .start(MDW, JobId.of("x"), Command.of("true")))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_STARTED))
                .hasMessageContaining("Not a directory");
    }

    @Test
    void startsWhereSetsidCannotFork() throws Exception {
        String real = ThisMachine.program("setsid").orElseThrow().toString();
        Path own = transport.bin().resolve("setsid");
        Files.writeString(
                own, "#!" + transport.bin().resolve("sh") + "\n[ \"$1\" != -f ] && exec " + real + " \"$@\"\n");
        assertThat(own.toFile().setExecutable(true)).isTrue();

        assertThat(ended(Command.of("sh", "-c", "ps -o sid=,pgid=,pid= -p $$; exit 3"))
                        .exitCode())
                .hasValue(3);
    }
}
