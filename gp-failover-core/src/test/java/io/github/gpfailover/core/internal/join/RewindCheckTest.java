package io.github.gpfailover.core.internal.join;

import static io.github.gpfailover.core.internal.join.Facts.CONTROL;
import static io.github.gpfailover.core.internal.join.Facts.FORK;
import static io.github.gpfailover.core.internal.join.Facts.IDENTIFIER;
import static io.github.gpfailover.core.internal.join.Facts.MDW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Kind;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Mount;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.DiskSpace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewindCheckTest {

    private static final Lsn LATER = Lsn.parse("0/24041000");

    @Test
    void nothingForbidsItForADirectoryThatHasDiverged() {
        assertThat(against(diverged(), false)).isEmpty();
    }

    /**
     * Its pages may be past its latest checkpoint, where Greenplum 6's program stops to search for what has changed.
     */
    @Test
    void aStandbyThatWasShutDownIsNotRewound() {
        Facts facts = diverged();
        facts.old = Optional.of(old("shut down in recovery", OptionalInt.of(1), Optional.of(false)));
        facts.files("recovery.conf");

        assertThat(against(facts, false))
                .singleElement()
                .asString()
                .contains("its state is 'shut down in recovery', which pg_rewind can't begin with");
    }

    @Test
    void hintsServeInPlaceOfChecksums() {
        Facts facts = diverged();
        facts.old = Optional.of(old("shut down", OptionalInt.of(0), Optional.of(true)));

        assertThat(against(facts, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"in production", "in crash recovery", "shutting down", "starting up"})
    void aKilledServerMayBeRewoundByAProgramThatLetsItRecover(String state) {
        Facts facts = diverged();
        facts.old = Optional.of(old(state, OptionalInt.of(1), Optional.of(false)));
        facts.files("postmaster.pid");

        assertThat(against(facts, true)).isEmpty();
        assertThat(against(facts, false))
                .containsExactly("its state is '" + state + "', and this pg_rewind lets no server recover");
    }

    @ParameterizedTest
    @ValueSource(strings = {"recovery.conf", "standby.signal"})
    void aKilledServerWithAMarkerCanNotRecoverByItself(String marker) {
        Facts facts = diverged();
        facts.old = Optional.of(old("in production", OptionalInt.of(1), Optional.of(false)));
        facts.files(marker);

        assertThat(against(facts, true))
                .containsExactly(
                        "its state is 'in production', and with " + marker + " there it can't recover by itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"in archive recovery", "unrecognized status code", ""})
    void aStateThatIsNeitherShutDownNorKilledForbidsIt(String state) {
        Facts facts = diverged();
        facts.old = Optional.of(old(state, OptionalInt.of(1), Optional.of(false)));

        assertThat(against(facts, true))
                .containsExactly("its state is '" + state + "', which pg_rewind can't begin with");
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void oneThingMissingOrOddForbidsIt(Consumer<Facts> change, String reason) {
        Facts facts = diverged();
        change.accept(facts);

        assertThat(against(facts, true)).singleElement().asString().contains(reason);
    }

    static Stream<Arguments> oneThingMissingOrOddForbidsIt() {
        return Stream.of(
                on(f -> f.server = Optional.empty(), "nobody looked"),
                on(
                        f -> f.server = Optional.of(Facts.server(MDW, Liveness.unknown(Facts.evidence()), List.of())),
                        "it is not proved that no process of it runs"),
                on(f -> f.survey = Optional.of(Facts.survey(Kind.LINK, Mount.NO, "9.4", 0)), "is a symbolic link"),
                on(
                        f -> f.survey = Optional.of(Facts.survey(Kind.DIRECTORY, Mount.YES, "9.4", 0)),
                        "a file system is mounted"),
                on(
                        f -> f.survey = Optional.of(Facts.survey(Kind.DIRECTORY, Mount.UNKNOWN, "9.4", 0)),
                        "whether a file system is mounted"),
                on(
                        f -> f.survey = Optional.of(Facts.survey(Kind.DIRECTORY, Mount.NO, "9.4", 3)),
                        "it has 3 tablespaces outside"),
                on(f -> f.files("backup_label"), "it holds backup_label"),
                on(f -> f.files("postmaster.pid"), "it holds postmaster.pid"),
                on(f -> f.old = Optional.empty(), "its pg_control could not be read"),
                on(f -> f.own = Optional.empty(), "the master's pg_control could not be read"),
                on(
                        f -> {
                            f.own = Optional.of(CONTROL.moved("identifier", 1L).data());
                            f.login = new ReplicationLogin.NoEntry("10.0.0.11");
                        },
                        "it is another cluster's"),
                on(
                        f -> f.own =
                                Optional.of(CONTROL.moved("catalogVersion", 1L).data()),
                        "its catalog version is 301908232, and the master's is 301908234"),
                on(
                        f -> f.old = Optional.of(old("shut down", OptionalInt.of(0), Optional.of(false))),
                        "it has neither data checksums nor wal_log_hints"),
                on(
                        f -> f.old = Optional.of(old("shut down", OptionalInt.empty(), Optional.empty())),
                        "as far as its pg_control tells"),
                on(
                        f -> f.history = Optional.of(Facts.history(4, 2, FORK)),
                        "its timeline 3 is not in the history of the master's timeline 4"),
                on(f -> f.history = Optional.empty(), "could not be read"),
                on(
                        f -> {
                            f.at = InstanceLocation.of("mdw", 5433, "/data/master/gpseg-1");
                            f.server = Optional.of(Facts.server(f.at, Liveness.stopped(Facts.evidence()), List.of()));
                        },
                        "it serves port 5433, and the master port 5432"),
                on(f -> f.login = new ReplicationLogin.Failed("no route"), "failed: no route"),
                on(f -> f.login = new ReplicationLogin.Accepted(IDENTIFIER, 9, FORK), "reaches writes timeline 9"));
    }

    @Test
    void aMissingEntryForTheReceiverForbidsNothing() {
        Facts facts = diverged();
        facts.login = new ReplicationLogin.NoEntry("10.0.0.11");

        assertThat(against(facts, false)).isEmpty();
    }

    @Test
    void asMuchRoomAsTheSourceHoldsIsNeeded() {
        assertThat(RewindCheck.againstSpace(told(250_880), told(250_880))).isEmpty();
        assertThat(RewindCheck.againstSpace(told(250_880), told(250_879)))
                .contains("pg_rewind may copy as much as the master holds, 245 MiB, but only 244 MiB are free");
    }

    @Test
    void whatCanNotBeToldIsNeverEnough() {
        assertThat(RewindCheck.againstSpace(DiskSpace.untold("du failed"), told(9)))
                .contains("how much pg_rewind may copy can't be told: du failed");
        assertThat(RewindCheck.againstSpace(new DiskSpace(OptionalLong.of(1), false, "du: denied"), told(9)))
                .contains("how much pg_rewind may copy can't be told: du: denied");
        assertThat(RewindCheck.againstSpace(told(1), DiskSpace.untold("df failed")))
                .contains("how much disk is free for what pg_rewind may copy can't be told: df failed");
    }

    private static Facts diverged() {
        Facts facts = new Facts();
        facts.old = Optional.of(old("shut down", OptionalInt.of(1), Optional.of(false)));
        return facts;
    }

    private static ControlData old(String state, OptionalInt checksums, Optional<Boolean> hints) {
        ControlData c = CONTROL.data().after(LATER, 3, state);
        return new ControlData(
                c.systemIdentifier(),
                state,
                3,
                LATER,
                c.redo(),
                c.priorTimeline(),
                checksums,
                hints,
                c.controlVersion(),
                c.catalogVersion(),
                c.recoversTo(),
                c.recoversToTimeline(),
                c.walBlock(),
                c.walSegment(),
                c.nextXid(),
                Optional.empty());
    }

    private static DiskSpace told(long kibibytes) {
        return new DiskSpace(OptionalLong.of(kibibytes), true, "");
    }

    private static List<String> against(Facts facts, boolean recovers) {
        return RewindCheck.against(facts.facts(), facts.server, recovers);
    }

    private static Arguments on(Consumer<Facts> change, String reason) {
        return Arguments.of(change, reason);
    }
}
