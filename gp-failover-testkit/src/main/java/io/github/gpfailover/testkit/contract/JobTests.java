package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.core.job.Job;
import io.github.gpfailover.core.job.JobException;
import io.github.gpfailover.core.job.JobId;
import io.github.gpfailover.core.job.JobOutput;
import io.github.gpfailover.core.job.JobStatus;
import io.github.gpfailover.core.job.JobStatus.State;
import io.github.gpfailover.core.job.Jobs;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.OutputListener.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of jobs. They exist because what changes a cluster runs as a job, and a job is only as good as the transport that
 * its scripts go over.
 */
abstract class JobTests extends TransportTests {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<Job> started = new ArrayList<>();
    private String directory;
    private Jobs jobs;

    JobTests(CommandTransportContract contract) {
        super(contract);
    }

    @BeforeEach
    final void chooseADirectory() throws InterruptedException {
        directory = contract.hasShell() ? makeDirectory() : "/tmp/contract-" + UUID.randomUUID();
        jobs = Jobs.over(transport()).in(directory);
    }

    @AfterEach
    final void removeEverything() throws InterruptedException {
        for (Job job : started) {
            if (jobs.find(host(), job.id()).isPresent()) {
                job.end(Duration.ZERO);
                job.remove();
            }
        }
        if (contract.hasShell()) {
            removeDirectory(directory);
        }
    }

    @Test
    @DisplayName(
            "a job gets arguments, variables and standard input exactly, and gives the result that its command would have given")
    void givesTheResult() throws InterruptedException {
        String odd = " a'b\"c $(false) `false` \\ * größe\n;";

        assertThat(ended(Command.of("printf", "%s|%s", odd, "")).result().stdout())
                .isEqualTo(odd + "|");
        assertThat(ended(Command.builder(List.of("printenv", "ODD"))
                                .variable("ODD", odd)
                                .build())
                        .result()
                        .stdout())
                .isEqualTo(odd + "\n");
        assertThat(ended(Command.builder(List.of("cat")).secretStdin(odd).build())
                        .result()
                        .stdout())
                .isEqualTo(odd);
        assertThat(ended(Command.of("false")).result().exitCode()).hasValue(1);
    }

    @Test
    @DisplayName("a job is found again by whoever knows its id, and listed")
    void isFoundAgain() throws InterruptedException {
        Job job = start(contract.endlessCommand(marker()));

        Jobs others = Jobs.over(transport()).in(directory);
        assertThat(others.list(host())).containsExactly(job.id());
        assertThat(others.find(host(), job.id()).orElseThrow().status().state()).isEqualTo(State.RUNNING);
        assertThat(others.find(host(), JobId.random())).isEmpty();
    }

    @Test
    @DisplayName("a job begins once, however often it is started, and no other command begins under its id")
    void beginsOnce() throws InterruptedException {
        Job job = ended(Command.of("printf", "once"));

        Job again = jobs.start(host(), job.id(), Command.of("printf", "once"));
        JobException refused = catchThrowableOfType(
                JobException.class, () -> jobs.start(host(), job.id(), Command.of("printf", "other")));

        assertThat(again.await(SOON, contract.sleeper()).stdoutBytes()).isEqualTo(4);
        assertThat(again.result().stdout()).isEqualTo("once");
        assertThat(refused.reason()).isEqualTo(JobException.Reason.OTHER_COMMAND);
    }

    @Test
    @DisplayName("a job's output is read from any byte, and pieces of it fit together")
    void isReadFromAnOffset() throws InterruptedException {
        Job job = ended(Command.of("seq", "1", "3000"));

        JobOutput first = job.read(Stream.STDOUT, 0, 5001);
        JobOutput rest = job.read(Stream.STDOUT, first.next(), Job.MOST_BYTES);

        assertThat(first.size()).isEqualTo(5001);
        assertThat(first.text() + rest.text())
                .isEqualTo(run("seq", "1", "3000").stdout())
                .isEqualTo(job.result().stdout());
        assertThat(job.read(Stream.STDOUT, rest.next(), 1).size()).isZero();
        assertThat(job.read(Stream.STDERR, 0, 1).size()).isZero();
    }

    @Test
    @DisplayName("a job that is ended has ended, with all that it started, and ending it again changes nothing")
    void isEnded() throws InterruptedException {
        String marker = marker();
        Job job = start(contract.endlessCommand(marker));

        JobStatus end = job.end(Duration.ofSeconds(10));

        assertThat(end.state()).isEqualTo(State.ENDED);
        assertThat(end.exitCode()).hasValue(143);
        assertThat(job.end(Duration.ZERO)).isEqualTo(end);
        assertProcessEnds(marker);
    }

    @Test
    @DisplayName("a job's record is removed when it is over, and not before")
    void isRemoved() throws InterruptedException {
        Job job = start(contract.endlessCommand(marker()));
        JobException refused = catchThrowableOfType(JobException.class, job::remove);
        job.end(Duration.ZERO);

        job.remove();
        job.remove();

        assertThat(refused.reason()).isEqualTo(JobException.Reason.STILL_RUNNING);
        assertThat(jobs.find(host(), job.id())).isEmpty();
        assertThat(jobs.list(host())).isEmpty();
    }

    @Test
    @DisplayName("a job goes on when the connections break, and is found again over new ones")
    void survivesItsConnection() throws InterruptedException {
        Runnable breaker = needs(contract.connectionBreaker(), "connectionBreaker()", "what breaks connections");
        Job job = start(contract.endlessCommand(marker()));

        TransportException lost = catchThrowableOfType(
                TransportException.class,
                () -> contract.executeWhile(transport(), contract.endlessCommand(marker()), breaker));

        assertMayHaveRun(lost, Reason.LOST);
        assertThat(jobs.find(host(), job.id()).orElseThrow().status().state()).isEqualTo(State.RUNNING);
    }

    @Test
    @DisplayName("a wait for a job's end is given up at its deadline, and the job goes on")
    void outlivesADeadline() throws InterruptedException {
        Job job = start(contract.endlessCommand(marker()));

        TransportException late =
                catchThrowableOfType(TransportException.class, () -> job.await(SHORT, contract.sleeper()));

        assertMayHaveRun(late, Reason.TIMEOUT);
        assertThat(job.status().state()).isEqualTo(State.RUNNING);
    }

    private Job start(Command command) throws InterruptedException {
        Job job = jobs.start(host(), JobId.random(), command);
        started.add(job);
        return job;
    }

    private Job ended(Command command) throws InterruptedException {
        Job job = start(command);
        assertThat(job.await(SOON, contract.sleeper()).state()).isEqualTo(State.ENDED);
        return job;
    }
}
