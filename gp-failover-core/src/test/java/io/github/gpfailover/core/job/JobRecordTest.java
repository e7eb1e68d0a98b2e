package io.github.gpfailover.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.core.job.JobException.Reason;
import io.github.gpfailover.core.job.JobStatus.State;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.OutputListener.Stream;
import io.github.gpfailover.spi.Sleeper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job leaves on its host, and how that is removed. */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash", "busybox", "ksh93"})
class JobRecordTest extends JobsOnThisMachine {

    @Test
    void letsNobodyElseReadItsDirectory() throws Exception {
        Job job = ended(start(Command.of("true")));

        assertThat(Files.getPosixFilePermissions(place(job))).hasSize(3);
        assertThat(Files.getPosixFilePermissions(place(job).resolve("out"))).hasSize(2);
    }

    @Test
    void removesItsOwnRecordAndNothingElse() throws Exception {
        Job job = ended(start(Command.of("true")));
        Path neighbour = Files.createFile(directory.resolve("neighbour"));

        job.remove();
        job.remove();

        assertThat(jobs.find(MDW, job.id())).isEmpty();
        try (java.util.stream.Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(neighbour);
        }
        refused(job::status, Reason.NOT_FOUND);
        refused(() -> job.read(Stream.STDOUT, 0, 1), Reason.NOT_FOUND);
        refused(() -> job.end(Duration.ZERO), Reason.NOT_FOUND);
        refused(() -> job.await(SOON, Sleeper.system()), Reason.NOT_FOUND);
    }

    @Test
    void finishesARemovalThatWasCutOff() throws Exception {
        Job job = ended(start(Command.of("true")));
        Files.move(place(job), directory.resolve(".removed-" + job.id()));

        job.remove();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesToRemoveARunningJob() throws Exception {
        Path gate = gate();
        Job job = start(waitFor(gate, "echo here"));

        refused(job::remove, Reason.STILL_RUNNING);
        open(gate);
        assertThat(ended(job).result().stdout()).isEqualTo("here\n");
    }

    @Test
    void removesNothingBesideWhatNoJobWrote() throws Exception {
        for (String name : List.of("notes.txt", ".hidden", "stdin.old", "stdin.2024-backup", "stdin.")) {
            Job job = ended(start(Command.of("true")));
            Path file = Files.writeString(place(job).resolve(name), "keep me");

            refused(job::remove, Reason.FOREIGN_FILES);

            assertThat(file).hasContent("keep me");
            assertThat(job.status().state()).isEqualTo(State.ENDED);
        }
    }

    @Test
    void removesNothingIfWhatBearsAJobsNameIsOfAnotherKind() throws Exception {
        Job job = ended(start(Command.of("true")));
        Files.delete(place(job).resolve("out"));
        Path file = Files.createFile(
                Files.createDirectory(place(job).resolve("out")).resolve("kept"));

        refused(job::remove, Reason.FOREIGN_FILES);
        refused(() -> job.read(Stream.STDOUT, 0, 1), Reason.UNSEEN_DIRECTORY);

        assertThat(file).exists();
        assertThat(names(job.id())).contains("command", "claim", "program", "exit", "err");
    }

    @Test
    void refusesALinkInThePlaceOfItsDirectory() throws Exception {
        Job job = ended(start(Command.of("true")));
        Path elsewhere = Files.move(place(job), temporary.resolve("elsewhere"));
        Files.createSymbolicLink(place(job), elsewhere);

        refused(job::remove, Reason.UNSAFE_DIRECTORY);
        refusedAll(job, jobs, Reason.UNSAFE_DIRECTORY);
        assertThat(elsewhere.resolve("claim")).isSymbolicLink();

        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        refused(() -> jobs.in(link + "/").start(MDW, JobId.random(), Command.of("true")), Reason.UNSAFE_DIRECTORY);
        refused(() -> jobs.in(link + "/").list(MDW), Reason.UNSAFE_DIRECTORY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-"})
    void refusesADirectoryThatOthersCanWriteTo(String permissions) throws Exception {
        Job job = ended(start(Command.of("true")));
        for (Path shared : List.of(place(job), directory)) {
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString(permissions));

            refusedAll(job, jobs, Reason.UNSAFE_DIRECTORY);
            refused(() -> start(job.id(), Command.of("true")), Reason.UNSAFE_DIRECTORY);
            Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertThat(job.status().state()).isEqualTo(State.ENDED);
    }

    @Test
    void refusesADirectoryOfAnotherUser() throws Exception {
        assumeTrue(Files.getAttribute(temporary, "unix:uid").equals(0), "only root can give a directory away");
        Job job = ended(start(Command.of("true")));

        for (Path given : List.of(place(job), directory)) {
            Files.setAttribute(given, "unix:uid", 65534);
            refusedAll(job, jobs, Reason.UNSAFE_DIRECTORY);
            Files.setAttribute(given, "unix:uid", 0);
        }
        assertThat(job.status().state()).isEqualTo(State.ENDED);
    }

    @Test
    void doesNotTellAJobToBeAbsentWhosePlaceItCannotSee() throws Exception {
        Path file = Files.createFile(temporary.resolve("file"));
        Path nowhere = Files.createSymbolicLink(temporary.resolve("nowhere"), temporary.resolve("not mounted"));
        for (Path hidden : List.of(file.resolve("a/jobs"), nowhere.resolve("jobs"))) {
            Jobs unseen = jobs.in(hidden.toString());
            Job job = unseen.find(MDW, JobId.of("x")).orElseThrow();

            assertThat(job.status().state()).isEqualTo(State.UNKNOWN);
            assertThat(job.status().hint()).contains("can't be searched");
            assertThat(job.end(Duration.ZERO).state()).isEqualTo(State.UNKNOWN);
            refused(() -> unseen.list(MDW), Reason.UNSEEN_DIRECTORY);
            refused(() -> job.read(Stream.STDOUT, 0, 1), Reason.UNSEEN_DIRECTORY);
            refused(job::remove, Reason.STILL_RUNNING);
        }
    }

    @Test
    void refusesARelativeDirectoryWhereItDoesNotStartAtHome() throws Exception {
        for (String home :
                List.of(temporary.toString(), temporary.resolve("missing").toString(), "")) {
            Jobs homeless = Jobs.over(transport.withHome(home)).in("jobs-of-a-test");
            refused(() -> homeless.list(MDW), Reason.UNSEEN_DIRECTORY);
            refused(() -> homeless.find(MDW, JobId.of("x")), Reason.UNSEEN_DIRECTORY);
            refused(() -> homeless.start(MDW, JobId.of("x"), Command.of("true")), Reason.UNSEEN_DIRECTORY);
        }
        Jobs atHome =
                Jobs.over(transport.withHome(System.getProperty("user.home"))).in("jobs-of-a-test");
        assertThat(atHome.list(MDW)).isEmpty();
    }

    private static void refusedAll(Job job, Jobs jobs, Reason reason) {
        refused(job::status, reason);
        refused(job::remove, reason);
        refused(() -> job.end(Duration.ZERO), reason);
        refused(() -> job.read(Stream.STDOUT, 0, 1), reason);
        refused(() -> jobs.find(MDW, job.id()), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "exit", "program"})
    void refusesADirectoryThatNoJobWrote(String name) throws Exception {
        Job job = ended(start(Command.of("true")));
        Files.delete(place(job).resolve("exit"));
        Files.deleteIfExists(place(job).resolve(name));
        Files.writeString(place(job).resolve(name), "rubbish");

        refused(job::status, Reason.FOREIGN_FILES);
        refused(job::remove, Reason.FOREIGN_FILES);
        refused(() -> job.end(Duration.ZERO), Reason.FOREIGN_FILES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim=", "claim=x@y", "claim=12", "exit=0", "exit=-1-2", "exit=0-x", "program=x-1"})
    void refusesALinkThatNoJobMade(String link) throws Exception {
        Job job = ended(start(Command.of("true")));
        Files.delete(place(job).resolve("exit"));
        String name = link.substring(0, link.indexOf('='));
        String value = link.substring(link.indexOf('=') + 1);
        relink(job, name, value.isEmpty() ? " " : value);

        refused(job::status, Reason.FOREIGN_FILES);
    }

    @Test
    void tellsWhichJobsThereAre() throws Exception {
        assertThat(jobs.list(MDW)).isEmpty();
        assertThat(jobs.find(MDW, JobId.of("b"))).isEmpty();
        start(JobId.of("b"), Command.of("true"));
        start(JobId.of("A-1"), Command.of("true"));
        Files.createDirectory(directory.resolve("no id"));
        Files.createFile(directory.resolve("file"));

        assertThat(jobs.list(MDW)).containsExactly(JobId.of("A-1"), JobId.of("b"));
        assertThat(jobs.find(MDW, JobId.of("b"))).isPresent();
    }
}
