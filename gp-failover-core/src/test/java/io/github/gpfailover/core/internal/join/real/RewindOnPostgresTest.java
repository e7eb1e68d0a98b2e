package io.github.gpfailover.core.internal.join.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.join.FollowProof;
import io.github.gpfailover.core.internal.join.RewindCheck;
import io.github.gpfailover.core.internal.text.RewindOutput;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.OutputListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real old master whose log went further than the fork, brought back by {@code pg_rewind}, and what happens without that. */
@Tag("postgres")
@Timeout(300)
class RewindOnPostgresTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private RealPostgres postgres;
    private RealServer old;
    private RealServer master;

    @BeforeEach
    void startBoth() throws Exception {
        postgres = RealPostgres.find();
        old = postgres.server("old-master");
        old.letIn();
        old.start();
        old.sql("create table t as select generate_series(1, 1000) as id, repeat('x', 200) as filler");
        master = old.standby();
        old.awaitReplay(master);
    }

    @AfterEach
    void end() {
        for (RealServer server : Stream.of(old, master).filter(s -> s != null).toList()) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bringsBackAMasterThatWroteWhatTheNewOneLacks(boolean crashed) throws Exception {
        diverge("insert into t select generate_series(5001, 6000), 'lost'", crashed);
        master.sql("insert into t select generate_series(1001, 1500), 'kept'");
        JoinFacts facts = postgres.facts(old, master);
        Optional<InstanceState> stopped = Optional.of(postgres.seen(old));
        FollowProof proof = FollowProof.of(facts, stopped);
        assertThat(proof.against()).anyMatch(a -> a.contains(crashed ? "'in production'" : "was left at"));
        // All servers of this test are on one host, so their ports differ.
        assertThat(RewindCheck.against(facts, stopped, postgres.dialect().rewindRecovers()))
                .allMatch(a -> a.contains("it serves port"))
                .hasSize(1);

        List<RewindOutput> seen = new ArrayList<>();
        CommandResult said = rewind(seen);

        assertThat(said.exitCode()).as(said.stderr()).hasValue(0);
        assertThat(read(said).problem()).isEmpty();
        assertThat(read(said).done()).as(said.stderr()).isTrue();
        assertThat(read(said).notNeeded()).isFalse();
        assertThat(read(said).diverged()).isEqualTo(master.history(2).leftAt(1)).isPresent();
        assertThat(read(said).percent()).hasValue(100);
        assertThat(seen).extracting(RewindOutput::problem).allMatch(Optional::isEmpty);
        assertThat(seen).extracting(o -> o.percent().orElse(0)).isSorted();
        assertThat(seen.stream().map(RewindOutput::stage).distinct().toList())
                .as(said.stderr())
                .hasSizeGreaterThan(3);
        // The label says from where the next start has to recover: without it the directory is broken.
        assertThat(old.file(JoinCommands.BACKUP_LABEL)).exists();
        assertThat(old.file("standby.signal")).doesNotExist();

        old.follow(master);
        old.start();
        master.sql("insert into t values (9999, 'after')");
        master.awaitReplay(old);
        assertThat(master.feeds()).isEqualTo("gp_walreceiver streaming");
        assertThat(old.sql("select count(*) from t where filler = 'lost'")).isEqualTo("0");
        assertThat(old.content("t")).isEqualTo(master.content("t")).startsWith("1501 ");
    }

    @Test
    void saysWhatWentWrongAndNeverThatItIsDone() throws Exception {
        diverge("insert into t values (5001, 'lost')", false);
        master.stop();

        CommandResult said = rewind(new ArrayList<>());

        assertThat(said.exitedZero()).isFalse();
        assertThat(read(said).problem()).isPresent();
        assertThat(read(said).done()).isFalse();
        assertThat(read(said).notNeeded()).isFalse();
    }

    @Test
    void isRefusedByTheProgramItselfWhereTheServerRuns() throws Exception {
        diverge("insert into t values (5001, 'lost')", false);
        old.start();

        CommandResult said = rewind(new ArrayList<>());

        assertThat(said.exitedZero()).isFalse();
        assertThat(read(said).problem()).isPresent();
        assertThat(read(said).done()).isFalse();
        assertThat(old.sql("select count(*) from t where filler = 'lost'")).isEqualTo("1");
        assertThat(RewindCheck.against(postgres.facts(old, master), Optional.of(postgres.seen(old)), true))
                .anyMatch(a -> a.contains("a process of it runs"));
    }

    /**
     * Why a proof comes before the start: a server that is past the fork starts as a standby all the same, lets sessions in, and shows
     * them rows that its master never had. It says so nowhere but in its log; the next start fails.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutItAServerPastTheForkStartsAsAStandbyAndNeverFollows(boolean inTheFileOfTheFork) throws Exception {
        diverge("insert into t values (5001, 'lost')", true);
        if (!inTheFileOfTheFork) {
            old.start();
            old.sql("select pg_switch_wal()");
            old.sql("insert into t values (5002, 'lost')");
            old.crash();
        }
        Lsn fork = master.history(2).leftAt(1).orElseThrow();
        master.sql("insert into t values (9999, 'after')");
        old.follow(master);

        assertThat(old.tryStart().exitCode()).as(old.log()).hasValue(0);
        postgres.await(
                "its log tells",
                () -> old.log()
                        .contains(
                                "new timeline 2 forked off current database system timeline 1 before current recovery point"));

        // Neither the history nor how far it has replayed shows it; that it has no log of the new timeline does.
        assertThat(old.history(2)).isEqualTo(master.history(2));
        assertThat(old.replayed()).isGreaterThan(fork);
        assertThat(logOfTheNewTimeline(fork)).doesNotExist();
        assertThat(old.sql("select count(*) from t where filler = 'lost'")).isNotEqualTo("0");
        assertThat(old.sql("select count(*) from t where filler = 'after'")).isEqualTo("0");
        old.stop();
        assertThat(old.tryStart().exitedZero()).as(old.log()).isFalse();
        assertThat(old.log()).contains("FATAL:  requested timeline 2 ");
    }

    /**
     * The same where the history of the new timeline was there before, as an earlier try leaves it: then all seems well that can be asked
     * after the start but that it moves on.
     */
    @Test
    void withoutItAServerThatHasTheHistoryTakesTheNewLogAndStandsStill() throws Exception {
        diverge("insert into t values (5001, 'lost')", true);
        Lsn fork = master.history(2).leftAt(1).orElseThrow();
        master.sql("insert into t select i, 'after' from generate_series(6001, 6400) as i");
        postgres.run(Command.of(
                "cp",
                postgres.joining().historyFile(master.at(), 2),
                postgres.joining().historyFile(old.at(), 2)));
        old.follow(master);

        assertThat(old.tryStart().exitCode()).as(old.log()).hasValue(0);
        postgres.await("it takes the new log: " + old.log(), () -> Files.exists(logOfTheNewTimeline(fork)));

        Lsn stands = old.replayed();
        assertThat(stands).isGreaterThan(fork).isLessThan(master.written());
        assertThat(old.log()).contains("started streaming WAL from primary at ", " on timeline 2");
        assertThat(old.sql("select count(*) from t where filler = 'lost'")).isEqualTo("1");
        postgres.await(
                "it finds no record of its own log's end there",
                () -> old.log().lines().filter(l -> l.endsWith(" at " + stands)).count() > 2);
        assertThat(old.replayed()).isEqualTo(stands);
        assertThat(old.sql("select count(*) from t where filler = 'after'")).isEqualTo("0");
    }

    private Path logOfTheNewTimeline(Lsn fork) throws InterruptedException {
        long size = master.control().walSegment().orElseThrow();
        return Path.of(postgres.joining().walFile(old.at(), 2, fork, size));
    }

    /** Leaves the old master with rows that the new one lacks, and makes the standby the new one. */
    private void diverge(String rows, boolean crash) throws Exception {
        master.stop();
        old.sql(rows);
        if (crash) {
            old.crash();
        } else {
            old.stop();
        }
        master.start();
        master.promote();
    }

    /** Runs it, and reads what it has printed so far after each line. */
    private CommandResult rewind(List<RewindOutput> seen) throws InterruptedException {
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        Command rewind = postgres.joining().rewind(old.at(), master.at(), LONG);
        return postgres.transport().execute(RealPostgres.HOST, rewind, line -> {
            (line.stream() == OutputListener.Stream.STDOUT ? out : err)
                    .append(line.text())
                    .append('\n');
            seen.add(RewindOutput.read(out.toString(), err.toString()));
        });
    }

    private static RewindOutput read(CommandResult said) {
        return RewindOutput.read(said.stdout(), said.stderr());
    }
}
