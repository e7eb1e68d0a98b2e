package io.github.gpfailover.core.internal.join;

import static io.github.gpfailover.core.internal.join.Facts.CHECKPOINT;
import static io.github.gpfailover.core.internal.join.Facts.CONTROL;
import static io.github.gpfailover.core.internal.join.Facts.END;
import static io.github.gpfailover.core.internal.join.Facts.FORK;
import static io.github.gpfailover.core.internal.join.Facts.IDENTIFIER;
import static io.github.gpfailover.core.internal.join.Facts.MDW;
import static io.github.gpfailover.core.internal.join.Facts.RECORD;
import static io.github.gpfailover.core.internal.join.Facts.SMDW;
import static io.github.gpfailover.core.internal.join.Facts.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Kind;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Mount;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.WalReading;
import io.github.gpfailover.core.internal.join.Facts.Control;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.core.internal.text.TimelineHistory.Fork;
import io.github.gpfailover.core.internal.text.WalRecords.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FollowProofTest {

    @Test
    void holdsWhereTheLastRecordEndsAtTheForkAndTheMasterHasIt() {
        FollowProof proof = new Facts().proof();

        assertThat(proof.against()).isEmpty();
        assertThat(proof.holds()).isTrue();
        assertThat(proof.fork()).contains(FORK);
        assertThat(proof.proved())
                .containsExactly(
                        "no process of " + MDW + " is left",
                        "it is a copy of this cluster, system identifier " + IDENTIFIER,
                        "it was shut down cleanly as a master, with its last checkpoint at 0/2403C458",
                        "its last record ends at 0/2403C4D8, exactly where timeline 3 was left",
                        "the master's own log holds that record");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void holdsAllTheSameWith(String what, Consumer<Facts> change) {
        Facts facts = new Facts();
        change.accept(facts);

        assertThat(facts.proof().against()).isEmpty();
    }

    static Stream<Arguments> holdsAllTheSameWith() {
        return Stream.of(
                named(
                        "a host that can't tell mount points",
                        f -> f.survey = Optional.of(Facts.survey(Kind.DIRECTORY, Mount.UNKNOWN, "9.4", 0))),
                named("the marker that an attempt before has written", f -> f.files("recovery.conf", "standby.signal")),
                named(
                        "an entry of pg_hba.conf that is yet to be added",
                        f -> f.login = new ReplicationLogin.NoEntry("10.0.0.11")),
                named(
                        "a log that ends with its file",
                        f -> f.end = look(
                                "pg_xlogdump: FATAL:  could not find file \"00000003000000000000000A\": No such file or directory",
                                RECORD)),
                named(
                        "old records in a file that was recycled",
                        f -> f.end = look(
                                "pg_waldump: error: error in WAL record at 0/2403C458: unexpected pageaddr 0/20008000 in log segment",
                                RECORD)),
                named("the words of a newer version", f -> {
                    Entry newer = Facts.record(d -> "CHECKPOINT_SHUTDOWN redo 0/2403C458; tli 3; prev tli 3; shutdown");
                    f.end = look(
                            "pg_waldump: error: error in WAL record at 0/2403C458: invalid record length at 0/2403C4D8: wanted"
                                    + " 24, got 0",
                            newer);
                    f.same = look("", newer);
                }),
                named("a fork further back than the last", f -> {
                    f.timeline = OptionalInt.of(7);
                    f.history = Optional.of(new TimelineHistory(
                            7, List.of(new Fork(3, FORK, ""), new Fork(4, Lsn.parse("0/240D0000"), ""))));
                    f.login = new ReplicationLogin.Accepted(IDENTIFIER, 7, Lsn.parse("0/240D08C8"));
                }));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void isNotProvedWithOneThingMissingOrOdd(Consumer<Facts> change, String reason) {
        Facts facts = new Facts();
        change.accept(facts);

        FollowProof proof = facts.proof();

        assertThat(proof.against()).singleElement().asString().contains(reason);
        assertThat(proof.holds()).isFalse();
        assertThat(proof.proved()).isEmpty();
    }

    static Stream<Arguments> isNotProvedWithOneThingMissingOrOdd() {
        return Stream.of(
                // What stands there.
                against(f -> f.survey = Optional.empty(), "could not be read: mdw did not answer"),
                against(f -> f.survey = survey(Kind.LINK, Mount.NO), "is a symbolic link"),
                against(f -> f.survey = survey(Kind.OTHER, Mount.NO), "is no directory"),
                against(f -> f.survey = survey(Kind.ABSENT, Mount.NO), "nothing stands at"),
                against(f -> f.survey = survey(Kind.DIRECTORY, Mount.YES), "a file system is mounted at"),
                against(
                        f -> f.survey = Optional.of(Facts.survey(Kind.DIRECTORY, Mount.NO, "", 0)),
                        "it has no PG_VERSION"),
                against(
                        f -> f.survey = Optional.of(
                                new DirectorySurvey(Kind.DIRECTORY, Mount.NO, "9.4", Set.of("recovery.done"), 0)),
                        "it has no global/pg_control"),
                against(
                        f -> f.survey = Optional.of(Facts.survey(Kind.DIRECTORY, Mount.NO, "9.4", 1)),
                        "it has 1 tablespace outside"),
                against(
                        f -> f.survey = Optional.of(Facts.survey(Kind.DIRECTORY, Mount.NO, "9.4", 2)),
                        "it has 2 tablespaces outside"),
                against(f -> f.files("backup_label"), "it holds backup_label"),
                against(f -> f.files("tablespace_map"), "it holds tablespace_map"),
                against(f -> f.files("recovery.signal"), "it holds recovery.signal"),
                against(f -> f.files("postmaster.pid"), "it holds postmaster.pid"),
                // Its server.
                against(f -> f.server = Optional.empty(), "nobody looked whether a process"),
                against(
                        f -> f.server = Optional.of(Facts.server(MDW, Liveness.unknown(Facts.evidence()), List.of())),
                        "it is not proved that no process of it runs"),
                against(
                        f -> f.server = Optional.of(Facts.server(MDW, Liveness.running(Facts.evidence()), List.of())),
                        "a process of it runs"),
                against(
                        f -> f.server = Optional.of(Facts.server(
                                MDW,
                                Liveness.stopped(Facts.evidence()),
                                List.of(new ServerProcess(7, 1, ServerProcess.Kind.SESSION, "postgres")))),
                        "a process of it runs"),
                against(
                        f -> f.server = Optional.of(Facts.server(SMDW, Liveness.stopped(Facts.evidence()), List.of())),
                        "the server that was observed is that of"),
                // Whose it is.
                against(f -> f.old = Optional.empty(), "its pg_control could not be read: it is not there"),
                against(f -> f.own = Optional.empty(), "the master's pg_control could not be read"),
                against(
                        f -> {
                            f.own = Optional.of(CONTROL.moved("identifier", 1L).data());
                            f.login = new ReplicationLogin.NoEntry("10.0.0.11");
                        },
                        "it is another cluster's: its system identifier is " + IDENTIFIER),
                // How it ended.
                state("in production"),
                state("in archive recovery"),
                state("shutting down"),
                state("Shut Down"),
                // Timelines.
                against(f -> f.timeline = OptionalInt.empty(), "which timeline the master writes is not known"),
                against(
                        f -> f.history = Optional.empty(),
                        "the history of the master's timeline 4 could not be read: no such file"),
                against(
                        f -> f.history = Optional.of(Facts.history(5, 3, FORK)),
                        "the history that was read is that of timeline 5, and the master writes timeline 4"),
                against(
                        f -> f.history = Optional.of(Facts.history(4, 2, FORK)),
                        "its timeline 3 is not in the history of the master's timeline 4"),
                // The last record.
                against(
                        f -> f.end = WalReading.untold("timed out"),
                        "its log could not be read at 0/2403C458: timed out"),
                against(
                        f -> f.end = look("could not find file \"x\""),
                        "its log holds no record at 0/2403C458 of its latest checkpoint: could not find file"),
                against(
                        f -> f.end = look(
                                END, RECORD, new Entry("Heap", 64, FORK, CHECKPOINT, "insert: rel 1663/12809/16384")),
                        "its log goes on after its latest checkpoint: a record of Heap stands at 0/2403C4D8"),
                against(f -> f.end = look("", RECORD), "nothing shows that its log ends after the record"),
                against(
                        f -> f.end = look("pg_xlogdump: FATAL:  could not read from log segment: I/O error", RECORD),
                        "nothing shows that its log ends after the record at 0/2403C458"),
                against(
                        f -> f.end = look(END.replace("0/2403C4D8", "0/2403C4E0"), RECORD),
                        "its last record ends at 0/2403C4D8 by its length, but its log ends at 0/2403C4E0"),
                both(d -> d.replace("; shutdown", "; online"), "is not the checkpoint of a shutdown"),
                both(d -> d.replace("; shutdown", "; shutdowns"), "is not the checkpoint of a shutdown"),
                both(d -> "nextOid: 24585; tli 3; shutdown", "is not the checkpoint of a shutdown"),
                both(d -> d.replace("redo 0/2403C458", "redo 0/2403C450"), "is not the checkpoint of a shutdown"),
                both(d -> d.replace("; tli 3;", "; tli 4;").replace("prev tli 3;", ""), "is not of timeline 3"),
                // The fork.
                against(
                        f -> f.history = Optional.of(Facts.history(4, 3, Lsn.parse("0/2403C4E0"))),
                        "its last record ends at 0/2403C4D8, but timeline 3 was left at 0/2403C4E0"),
                against(
                        f -> f.history = Optional.of(Facts.history(4, 3, CHECKPOINT)),
                        "its last record ends at 0/2403C4D8, but timeline 3 was left at 0/2403C458"),
                // The master's log.
                against(
                        f -> f.same = WalReading.untold("timed out"),
                        "the master's log could not be read at 0/2403C458"),
                against(
                        f -> f.same = look("could not find file \"x\""),
                        "the master's log holds no record at 0/2403C458: could not find file"),
                against(
                        f -> f.same = look("", Facts.record(d -> d.replace("xid 0/745", "xid 0/746"))),
                        "the master's log holds another record at 0/2403C458"),
                against(
                        f -> f.same = look("", new Entry("XLOG", 128, Lsn.parse("0/2403C478"), RECORD.before(), "x")),
                        "the master's log holds no record at 0/2403C458: its next one begins at 0/2403C478"),
                // The login.
                against(
                        f -> f.login = new ReplicationLogin.Failed("exit 2: FATAL:  SSL required"),
                        "a replication login from mdw to " + SMDW + " failed: exit 2: FATAL:  SSL required"),
                against(
                        f -> f.login = new ReplicationLogin.Accepted("1", 4, FORK),
                        "reaches has the system identifier 1"),
                against(
                        f -> f.login = new ReplicationLogin.Accepted(IDENTIFIER, 5, FORK),
                        "reaches writes timeline 5, and the master timeline 4"),
                against(
                        f -> f.login = new ReplicationLogin.Accepted(IDENTIFIER, 4, CHECKPOINT),
                        "the master writes at 0/2403C458, before the place 0/2403C4D8"));
    }

    @Test
    void isNotProvedOfADirectoryOnTheMastersOwnTimeline() {
        Facts facts = new Facts();
        facts.timeline = OptionalInt.of(3);
        facts.history = Optional.of(Facts.history(3, 2, FORK));
        facts.login = new ReplicationLogin.Accepted(IDENTIFIER, 3, Lsn.parse("0/240D08C8"));

        assertThat(facts.proof().against())
                .containsExactly("it is on timeline 3, which the master itself writes: it was never left");
        assertThat(facts.proof().fork()).isEmpty();
    }

    @Test
    void isNotProvedOfATimelineBeyondTheMasters() {
        Facts facts = new Facts();
        facts.timeline = OptionalInt.of(2);
        facts.history = Optional.of(Facts.history(2, 3, FORK));
        facts.login = new ReplicationLogin.Accepted(IDENTIFIER, 2, Lsn.parse("0/240D08C8"));

        assertThat(facts.proof().against())
                .containsExactly("its timeline 3 is not in the history of the master's timeline 2");
    }

    @Test
    void saysWhatRecordingC4Showed() {
        // The old master had written on: its last record ends past the fork.
        Lsn later = Lsn.parse("0/24041000");
        Facts facts = new Facts();
        facts.old = Optional.of(CONTROL.data().after(later, 3, "shut down"));
        Entry record = new Entry(
                "XLOG",
                128,
                later,
                FORK,
                "checkpoint: redo 0/24041000; tli 3; prev tli 3; shutdown, checkpoint record");
        facts.end = look("error in WAL record at 0/24041000: record with zero length at 0/24041080", record);
        facts.same = look("could not find file \"x\"");

        assertThat(facts.proof().against())
                .containsExactly(
                        "its last record ends at 0/24041080, but timeline 3 was left at 0/2403C4D8",
                        "the master's log holds no record at 0/24041000: could not find file \"x\"");
    }

    @Test
    void listsEveryReasonAndNotOnlyTheFirst() {
        Facts facts = new Facts();
        facts.survey = survey(Kind.LINK, Mount.YES);
        facts.server = Optional.empty();
        facts.old = Optional.of(CONTROL.ended("in production").data());
        facts.history = Optional.empty();
        facts.end = WalReading.untold("no such program");
        facts.login = new ReplicationLogin.Failed("no route");

        assertThat(facts.proof().against()).hasSize(7);
    }

    @Test
    void isNotProvedWithoutAnyOneOfTheNumbersOfPgControl() {
        List<Control> without = List.of(
                CONTROL.moved("redo", null),
                CONTROL.moved("prior", null),
                CONTROL.moved("controlVersion", null),
                CONTROL.moved("catalogVersion", null),
                CONTROL.moved("recoversTo", null),
                CONTROL.moved("recoversToTimeline", null),
                CONTROL.moved("block", null),
                CONTROL.moved("segment", null));
        for (Control control : without) {
            Facts facts = new Facts();
            facts.old = Optional.of(control.data());

            assertThat(facts.proof().against()).as(control.toString()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<Long> others() {
        return Arbitraries.longs().between(1, 1L << 40);
    }

    /** A number that is not the one that was read, at any single position, and the proof is gone. */
    @Property(tries = 200)
    void isNotProvedWithAnySingleNumberChanged(@ForAll("others") long by) {
        int small = (int) (by % 1_000_000) + 1;
        List<Consumer<Facts>> changes = new ArrayList<>();
        for (String part : List.of(
                "identifier",
                "timeline",
                "checkpoint",
                "redo",
                "prior",
                "controlVersion",
                "catalogVersion",
                "recoversTo",
                "recoversToTimeline",
                "block",
                "segment")) {
            changes.add(f -> f.old = Optional.of(CONTROL.moved(part, by).data()));
        }
        for (String part : List.of("identifier", "controlVersion", "catalogVersion", "block", "segment")) {
            changes.add(f -> f.own = Optional.of(CONTROL.moved(part, by).data()));
        }
        changes.add(f -> f.timeline = OptionalInt.of(4 + small));
        changes.add(f -> f.history = Optional.of(Facts.history(4 + small, 3, FORK)));
        changes.add(f -> f.history = Optional.of(Facts.history(4, 3 + small, FORK)));
        changes.add(f -> f.history = Optional.of(Facts.history(4, 3, FORK.plus(by))));
        changes.add(f -> f.end = look(END, entry(128 + 8 * small, CHECKPOINT, RECORD.before())));
        changes.add(f -> f.end = look(END, entry(128, CHECKPOINT.plus(by), RECORD.before())));
        changes.add(f ->
                f.end = look(END, entry(128, CHECKPOINT, RECORD.before().plus(by))));
        changes.add(f -> f.end = look(END.replace("0/2403C4D8", FORK.plus(by).toString()), RECORD));
        changes.add(f -> f.same = look("", entry(128 + small, CHECKPOINT, RECORD.before())));
        changes.add(f -> f.same = look("", entry(128, CHECKPOINT.plus(by), RECORD.before())));
        changes.add(f ->
                f.same = look("", entry(128, CHECKPOINT, RECORD.before().plus(by))));
        changes.add(f -> f.login = new ReplicationLogin.Accepted(IDENTIFIER, 4 + small, FORK));
        changes.add(f -> f.login = new ReplicationLogin.Accepted(IDENTIFIER + by, 4, FORK));
        changes.add(f -> f.survey = Optional.of(Facts.survey(Kind.DIRECTORY, Mount.NO, "9.4", small)));
        for (int i = 0; i < changes.size(); i++) {
            Facts facts = new Facts();
            changes.get(i).accept(facts);

            assertThat(facts.proof().against()).as("change " + i + " by " + by).isNotEmpty();
        }
    }

    private static Entry entry(int length, Lsn at, Lsn before) {
        return new Entry("XLOG", length, at, before, RECORD.description());
    }

    private static Arguments named(String what, Consumer<Facts> change) {
        return Arguments.of(what, change);
    }

    private static Arguments against(Consumer<Facts> change, String reason) {
        return Arguments.of(change, reason);
    }

    private static Arguments state(String state) {
        return against(
                f -> f.old = Optional.of(CONTROL.ended(state).data()), "its state is '" + state + "', not 'shut down'");
    }

    /** The same odd record in both logs. */
    private static Arguments both(UnaryOperator<String> description, String reason) {
        return against(
                f -> {
                    f.end = look(END, Facts.record(description));
                    f.same = look("", Facts.record(description));
                },
                reason);
    }

    private static Optional<DirectorySurvey> survey(Kind kind, Mount mount) {
        return Optional.of(Facts.survey(kind, mount, "9.4", 0));
    }
}
