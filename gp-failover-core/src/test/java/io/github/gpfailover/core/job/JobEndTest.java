package io.github.gpfailover.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.core.job.JobException.Reason;
import io.github.gpfailover.core.job.JobStatus.State;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.Sleeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** How a job is ended, and what is reported of one that somebody else ended. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash", "busybox", "ksh93"})
class JobEndTest extends JobsOnThisMachine {

    @Test
    void endsTheCommandWithItsChildrenAndTheirGroups() throws Exception {
        Command command = Command.of(
                "sh",
                "-c",
                "sleep 1000 & timeout 1000 sh -c 'trap \"\" TERM; echo; read x <\"$0\"' \"$0\" & wait",
                gate().toString());
        Job job = start(command);
        long session = awaitOutput(job).pid().getAsLong();

        JobStatus end = job.end(Duration.ofMillis(300));

        assertThat(end.exitCode()).hasValue(143);
        assertThat(sessionMembers(session)).isEmpty();
        assertThat(job.end(Duration.ofSeconds(5))).isEqualTo(end);
        assertThat(job.status()).isEqualTo(end);
    }

    @Test
    void killsWhatDoesNotEndInTime() throws Exception {
        Job job = start(
                Command.of("sh", "-c", "trap '' TERM; echo; while :; do read x <\"$0\"; done", gate().toString()));
        awaitOutput(job);

        assertThat(job.end(Duration.ofMillis(50)).exitCode()).hasValue(137);
    }

    @Test
    void canLeaveTheEndToTheProgram() throws Exception {
        Job job =
                start(Command.of("sh", "-c", "trap 'echo bye; exit 5' TERM; echo; read x <\"$0\"", gate().toString()));
        awaitOutput(job);

        assertThat(job.end(SOON).exitCode()).hasValue(5);
        assertThat(job.result().stdout()).isEqualTo("\nbye\n");
    }

    @Test
    void keepsACommandThatHasNotBegunFromEverRunning() throws Exception {
        Path mark = temporary.resolve("mark");
        JobId id = JobId.random();
        Command command = Command.of("touch", mark.toString());
        withoutRunner(id, command);
        Job job = jobs.find(MDW, id).orElseThrow();
        assertThat(job.status().state()).isEqualTo(State.STARTING);
        refused(job::remove, Reason.STILL_RUNNING);

        assertThat(job.end(Duration.ZERO).state()).isEqualTo(State.CANCELLED);
        assertThat(start(id, command).await(SOON, Sleeper.system()).state()).isEqualTo(State.CANCELLED);
        refused(job::result, Reason.NOT_ENDED);
        assertThat(mark).doesNotExist();
    }

    @Test
    void saysThatItRunsAsLongAsTheCommandDoesAndThenThatItBroke() throws Exception {
        Job job = start(waitFor(gate(), ""));
        JobStatus running = job.status();
        kill(runner(job));

        assertThat(job.status()).isEqualTo(running);
        kill(running.pid().getAsLong());
        JobStatus end = job.await(SOON, Sleeper.system());

        assertThat(end.state()).isEqualTo(State.BROKEN);
        assertThat(job.end(Duration.ZERO)).isEqualTo(end);
        refused(job::result, Reason.NOT_ENDED);
    }

    @Test
    void endsACommandWhoseRunnerWasKilled() throws Exception {
        Job job = start(waitFor(gate(), ""));
        long session = job.status().pid().getAsLong();
        kill(runner(job));

        assertThat(job.end(Duration.ofSeconds(20)).state()).isEqualTo(State.BROKEN);
        assertThat(sessionMembers(session)).isEmpty();
    }

    @Test
    void doesNotTakeAnotherProcessOfTheSameNumberForItsOwn() throws Exception {
        Job job = ended(start(Command.of("true")));
        long other = ProcessHandle.current().pid();
        relink(job, "claim", other + "@" + node(job));
        relink(job, "program", other + "-1");
        Files.delete(place(job).resolve("exit"));

        assertThat(job.status().state()).isEqualTo(State.BROKEN);
        assertThat(job.end(Duration.ZERO).state()).isEqualTo(State.BROKEN);
    }

    @Test
    void killsNothingOfAProcessThatGotTheNumberOfItsOwnWhileItsRunnerLives() throws Exception {
        Job job = start(waitFor(gate(), ""));
        String own = Files.readSymbolicLink(place(job).resolve("program")).toString();
        Process other = new ProcessBuilder("setsid", "sleep", "1000").start();
        try {
            relink(job, "program", other.pid() + "-1");

            assertThat(job.status().state()).isEqualTo(State.UNKNOWN);
            assertThat(job.status().hint()).contains("program is gone").contains("disk");
            assertThat(job.end(Duration.ZERO).state()).isEqualTo(State.UNKNOWN);
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
            relink(job, "program", own);
        }
    }

    @Test
    void doesNotKnowWhetherAJobOfAnotherHostRuns() throws Exception {
        Job job = ended(start(Command.of("true")));
        relink(job, "claim", "999999@another-host");
        Files.delete(place(job).resolve("exit"));

        assertThat(job.status().state()).isEqualTo(State.UNKNOWN);
        assertThat(job.end(Duration.ZERO).state()).isEqualTo(State.UNKNOWN);
        assertThat(job.status().toString())
                .contains("claimed on host another-host")
                .contains("'claim'");
        refused(job::remove, Reason.STILL_RUNNING);
    }
}
