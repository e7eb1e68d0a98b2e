package io.github.gpfailover.core.internal.join.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.join.FollowProof;
import io.github.gpfailover.core.internal.text.RewindOutput;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A real old master's directory after a switchover: proved to hold nothing that the new master lacks, or not, and made its standby as it
 * is. Each test has its own copy of the directory.
 */
@Timeout(300)
class FollowOnPostgresTest {

    private static RealPostgres postgres;
    private static RealServer shutDown;
    private static RealServer master;

    private final List<RealServer> used = new ArrayList<>();

    @BeforeAll
    static void switchOver() throws Exception {
        postgres = RealPostgres.find();
        shutDown = postgres.server("old-master");
        shutDown.letIn();
        shutDown.start();
        shutDown.sql("create table t as select generate_series(1, 1000) as id");
        master = shutDown.standby();
        shutDown.sql("insert into t select generate_series(1001, 2000)");
        shutDown.stop();
        master.promote();
    }

    @AfterAll
    static void end() {
        for (RealServer server :
                Stream.of(shutDown, master).filter(s -> s != null).toList()) {
            server.close();
        }
    }

    @AfterEach
    void endCopies() {
        used.forEach(RealServer::close);
    }

    @Test
    void isProvedOfAMasterThatWasShutDownWhereTheNewTimelineForks() throws Exception {
        List<String> before = files(shutDown);

        FollowProof proof = postgres.proof(shutDown, master);

        assertThat(proof.against()).isEmpty();
        assertThat(proof.fork()).isEqualTo(master.history(2).leftAt(1)).isPresent();
        assertThat(proof.proved()).isNotEmpty();
        assertThat(files(shutDown)).as("a proof changes nothing").isEqualTo(before);
    }

    @Test
    void becomesAStandbyAsItIs() throws Exception {
        RealServer old = copy();
        assertThat(postgres.proof(old, master).against()).isEmpty();

        old.follow(master);
        old.start();
        master.sql("insert into t select generate_series(2001, 3000)");
        master.awaitReplay(old);

        assertThat(old.sql("select pg_is_in_recovery()")).isEqualTo("t");
        assertThat(old.content("t")).isEqualTo(master.content("t")).startsWith("3000 ");
        assertThat(master.feeds()).isEqualTo("gp_walreceiver streaming");
        assertThat(text(postgres.joining().historyFile(old.at(), 2)))
                .isEqualTo(text(postgres.joining().historyFile(master.at(), 2)));
        String log = postgres.joining()
                .walFile(
                        old.at(),
                        2,
                        master.written(),
                        old.control().walSegment().getAsInt());
        assertThat(Path.of(log)).exists();
        assertThat(Path.of(log).getFileName().toString())
                .isEqualTo(master.sql("select pg_walfile_name(pg_current_wal_lsn())"));
        assertThat(Files.readAllLines(old.file("postmaster.pid"))).isNotEmpty();
    }

    @Test
    void canTakeTheRoleBackAndFollowAgain() throws Exception {
        RealServer home = copy();
        home.follow(master);
        home.start();
        master.sql("insert into t select generate_series(3001, 3010)");
        master.awaitReplay(home);
        RealServer away = master;
        String rows = away.content("t");
        RealServer copyOfAway;

        away.stop();
        try {
            home.promote();
            copyOfAway = used(away.copied("away"));
        } finally {
            away.start();
        }

        FollowProof proof = postgres.proof(copyOfAway, home);
        assertThat(proof.against()).isEmpty();
        TimelineHistory history = home.history(3);
        assertThat(history.forks()).extracting(TimelineHistory.Fork::parent).containsExactly(1, 2);
        assertThat(proof.fork()).isEqualTo(history.leftAt(2));
        copyOfAway.follow(home);
        copyOfAway.start();
        home.sql("insert into t values (0)");
        home.awaitReplay(copyOfAway);
        assertThat(copyOfAway.content("t")).isEqualTo(home.content("t")).isNotEqualTo(rows);
        // The directory that was home before is of timeline 1, which that of timeline 3 left by way of 2.
        assertThat(postgres.proof(shutDown, home).against()).isEmpty();
        assertThat(postgres.proof(shutDown, home).fork()).isEqualTo(history.leftAt(1));
    }

    @Test
    void isNotProvedOfAServerThatRuns() throws Exception {
        RealServer old = copy();
        old.start();

        refused(old, "a process of it runs", "its state is 'in production'");
    }

    @Test
    void isNotProvedOfAServerThatCrashed() throws Exception {
        RealServer old = copy();
        old.start();
        old.crash();

        refused(old, "its state is 'in production'");
    }

    @Test
    void isNotProvedOfAServerThatWasStartedAgainAndWrote() throws Exception {
        RealServer old = copy();
        old.start();
        old.sql("insert into t select generate_series(1, 10)");
        old.stop();

        refused(old, "but timeline 1 was left at " + master.history(2).leftAt(1).orElseThrow());
    }

    @Test
    void isNotProvedOfAServerThatWasOnlyStartedAgain() throws Exception {
        RealServer old = copy();
        old.start();
        old.stop();

        refused(old, "but timeline 1 was left at " + master.history(2).leftAt(1).orElseThrow());
    }

    @Test
    void isNotProvedWhereALeftoverOfABackupIs() throws Exception {
        RealServer old = copy();
        postgres.run(
                postgres.joining().writeNew(old.file(JoinCommands.BACKUP_LABEL).toString(), "x\n"));

        refused(old, "it holds backup_label");
    }

    @Test
    void isNotProvedOfACopyThatWasNeverStarted() throws Exception {
        RealServer copy = used(postgres.place("backup"));
        master.backup(copy);

        refused(copy, "it holds backup_label", "its state is 'in production'");
    }

    @Test
    void isNotProvedOfACopyThatIsNotWhole() throws Exception {
        RealServer old = copy();
        postgres.run(Command.of("rm", old.file("global/pg_control").toString()));

        refused(old, "it has no global/pg_control", "its pg_control could not be read");
    }

    @Test
    void isNotProvedOfAnotherClusters() throws Exception {
        RealServer other = used(postgres.place("other-cluster"));
        postgres.initialise(other.directory());
        // Its log goes as far, so that only the identifier and what it holds distinguish them.
        Lsn as = shutDown.control().checkpoint();
        long file = shutDown.control().walSegment().orElseThrow();
        other.start();
        new LogFiller(8192, file).fillUpTo(other, as);
        other.stop();
        assertThat(other.control().checkpoint()).isEqualTo(as);

        refused(other, "it is another cluster's");
    }

    @Test
    void isNotProvedThroughALink() throws Exception {
        RealServer link = used(postgres.place("link"));
        postgres.run(Command.of("ln", "-s", shutDown.directory(), link.directory()));

        refused(link, "is a symbolic link");
    }

    @Test
    void isNotProvedWhereNothingIs() throws Exception {
        refused(used(postgres.place("nothing")), "nothing stands at");
    }

    @Test
    void needsNoRewind() throws Exception {
        RealServer old = copy();

        CommandResult said = postgres.attempt(postgres.joining().rewind(old.at(), master.at(), Duration.ofSeconds(60)));

        assertThat(said.exitCode()).as(said.stderr()).hasValue(0);
        RewindOutput output = RewindOutput.read(said.stdout(), said.stderr());
        assertThat(output.notNeeded()).as(said.stderr()).isTrue();
        assertThat(output.done()).isFalse();
        assertThat(output.problem()).isEmpty();
        assertThat(postgres.proof(old, master).against()).isEmpty();
    }

    private void refused(RealServer old, String... reasons) throws Exception {
        List<String> before = files(old);
        FollowProof proof = postgres.proof(old, master);
        assertThat(proof.proved()).isEmpty();
        for (String reason : reasons) {
            assertThat(proof.against()).anyMatch(a -> a.contains(reason));
        }
        assertThat(files(old)).as("a look changes nothing").isEqualTo(before);
    }

    private RealServer copy() throws InterruptedException {
        return used(shutDown.copied("old"));
    }

    private RealServer used(RealServer server) {
        used.add(server);
        return server;
    }

    private String text(String path) throws InterruptedException {
        return postgres.run(postgres.joining().read(path)).stdout();
    }

    /** All that is in a directory but for what a running server changes by itself. */
    private static List<String> files(RealServer server) throws IOException {
        if (!Files.exists(Path.of(server.directory()))) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(server.directory()))) {
            for (Path file : files.sorted().toList()) {
                all.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
        }
        return all;
    }
}
