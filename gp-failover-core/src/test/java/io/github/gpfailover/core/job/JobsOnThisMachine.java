package io.github.gpfailover.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.script.ThisMachine;
import io.github.gpfailover.core.internal.script.TransportWithShell;
import io.github.gpfailover.core.job.JobException.Reason;
import io.github.gpfailover.core.job.JobStatus.State;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What jobs do on a real machine, whichever shell its {@code sh} is. */
@Timeout(120)
@Tag("processes")
abstract class JobsOnThisMachine {

    static final HostName MDW = ThisMachine.MDW;
    static final Duration SOON = Duration.ofSeconds(60);

    @Parameter
    String shell;

    final Set<Job> started = ConcurrentHashMap.newKeySet();
    final ExecutorService callers = Executors.newCachedThreadPool();

    @TempDir
    Path temporary;

    Path directory;
    TransportWithShell transport;
    Jobs jobs;

    @BeforeEach
    void useTheShell() throws IOException {
        Optional<Path> program = ThisMachine.program(shell);
        assumeTrue(program.isPresent(), "there is no " + shell + " on this machine");
        for (String needed : List.of("setsid", "base64", "ps", "readlink", "awk", "mkfifo")) {
            assumeTrue(ThisMachine.program(needed).isPresent(), "there is no " + needed + " on this machine");
        }
        Path bin = Files.createDirectory(temporary.resolve("bin"));
        Files.copy(program.get(), bin.resolve("sh"));
        directory = temporary.resolve("a directory/of 'jobs'");
        transport = new TransportWithShell(bin);
        jobs = jobsOver(transport);
    }

    @AfterEach
    void endEverything() throws InterruptedException {
        for (Job job : started) {
            try {
                jobsOver(transport).find(MDW, job.id()).orElseThrow().end(Duration.ZERO);
            } catch (JobException | NoSuchElementException e) {
                // It was removed, or made unreadable after its end, by its test.
            }
        }
        callers.shutdownNow();
    }

    Jobs jobsOver(CommandTransport over) {
        return Jobs.over(over).in(directory.toString());
    }

    Job start(Command command) throws InterruptedException {
        return start(JobId.random(), command);
    }

    Job start(JobId id, Command command) throws InterruptedException {
        Job job = jobs.start(MDW, id, command);
        started.add(job);
        return job;
    }

    CommandResult ended(Command command) throws InterruptedException {
        return ended(start(command)).result();
    }

    static Job ended(Job job) throws InterruptedException {
        assertThat(job.await(SOON, Sleeper.system()).state()).isEqualTo(State.ENDED);
        return job;
    }

    JobStatus awaitOutput(Job job) throws InterruptedException {
        JobStatus status = job.status();
        long giveUp = System.nanoTime() + SOON.toNanos();
        while (status.stdoutBytes() == 0 && System.nanoTime() < giveUp) {
            status = job.status();
        }
        assertThat(status.stdoutBytes()).isPositive();
        return status;
    }

    /** Leaves a job as a start leaves it that was cut off before its runner began. */
    void withoutRunner(JobId id, Command command) {
        refused(() -> jobsOver(transport.withoutRunner()).start(MDW, id, command), Reason.NOT_STARTED);
    }

    static void refused(ThrowingCallable what, Reason reason) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    Path place(Job job) {
        return directory.resolve(job.id().value());
    }

    List<String> names(JobId id) throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(directory.resolve(id.value()))) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    void relink(Job job, String name, String value) throws IOException {
        Files.deleteIfExists(place(job).resolve(name));
        Files.createSymbolicLink(place(job).resolve(name), Path.of(value));
    }

    String claim(Job job) throws IOException {
        return Files.readSymbolicLink(place(job).resolve("claim")).toString();
    }

    String node(Job job) throws IOException {
        return claim(job).split("@", 2)[1];
    }

    long runner(Job job) throws IOException {
        return Long.parseLong(claim(job).split("@", 2)[0]);
    }

    static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    List<String> sessionMembers(long session) throws InterruptedException {
        return transport
                .plain()
                .execute(MDW, Command.of("ps", "-A", "-o", "sid=,stat=,args="))
                .stdout()
                .lines()
                .map(String::strip)
                .filter(l -> l.startsWith(session + " ") && !l.startsWith(session + " Z"))
                .toList();
    }

    Path gate() throws InterruptedException {
        Path gate = temporary.resolve("gate" + System.nanoTime());
        assertThat(transport
                        .plain()
                        .execute(MDW, Command.of("mkfifo", gate.toString()))
                        .exitedZero())
                .isTrue();
        return gate;
    }

    static Command waitFor(Path gate, String then) {
        return Command.of("sh", "-c", "read x <\"$0\"; " + then, gate.toString());
    }

    static void open(Path gate) throws IOException {
        try (OutputStream to = Files.newOutputStream(gate)) {
            to.write("go\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    // bash counts its nesting, and names the last program.
    static List<String> lines(String text) {
        return text.lines()
                .filter(l -> !l.startsWith("SHLVL=") && !l.startsWith("_=") && !l.startsWith("OLDPWD="))
                .collect(Collectors.toList());
    }
}
