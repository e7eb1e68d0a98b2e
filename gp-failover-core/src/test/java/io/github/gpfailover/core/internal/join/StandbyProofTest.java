package io.github.gpfailover.core.internal.join;

import static io.github.gpfailover.core.internal.join.Facts.CHECKPOINT;
import static io.github.gpfailover.core.internal.join.Facts.CONTROL;
import static io.github.gpfailover.core.internal.join.Facts.FORK;
import static io.github.gpfailover.core.internal.join.Facts.IDENTIFIER;
import static io.github.gpfailover.core.internal.join.Facts.look;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.WalReading;
import io.github.gpfailover.core.internal.text.ControlData;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StandbyProofTest {

    private static final Lsn REACHED = Lsn.parse("0/240D0000");

    @Test
    void holdsOnTheMastersOwnTimelineBehindIt() {
        FollowProof proof = standby(REACHED, 4).proof();

        assertThat(proof.against()).isEmpty();
        assertThat(proof.fork()).contains(REACHED);
    }

    @Test
    void isNotProvedOnATimelineThatWasLeftEvenWithItsPagesBeforeTheFork() {
        // PostgreSQL 15: pages at most at 0/40020A0, fork at 0/40020C8, and after its start it stood at 0/4011B58.
        Facts facts = standby(REACHED, 4);
        facts.old = Optional.of(
                CONTROL.data().after(CHECKPOINT, 3, "shut down in recovery").recovering(FORK, 3));

        assertThat(facts.proof().against())
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r)
                        .isEqualTo("its timeline 3 was left at 0/2403C4D8, and what it may have received beyond without"
                                + " replaying it can't be told"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void isNotProvedWithOneThingMissingOrOdd(Consumer<Facts> change, String reason) {
        Facts facts = standby(REACHED, 4);
        change.accept(facts);

        assertThat(facts.proof().against()).anySatisfy(r -> assertThat(r).contains(reason));
    }

    static Stream<Arguments> isNotProvedWithOneThingMissingOrOdd() {
        return Stream.of(
                on(f -> f.server = Optional.empty(), "nobody looked"),
                on(f -> f.survey = Optional.empty(), "could not be read"),
                on(f -> f.files("backup_label"), "it holds backup_label"),
                on(f -> f.own = Optional.empty(), "the master's pg_control could not be read"),
                on(
                        f -> f.old = f.old.map(c ->
                                c.after(CHECKPOINT, 3, "shut down in recovery").recovering(FORK.plus(8), 3)),
                        "0/2403C4E0, lies past 0/2403C4D8"),
                on(f -> f.old = f.old.map(c -> c.recovering(new Lsn(0), 0)), "how far its pages may be is not told"),
                on(f -> f.old = f.old.map(c -> c.recovering(FORK, 3)), "before its latest checkpoint"),
                on(f -> f.old = f.old.map(c -> c.recovering(FORK, 9)), "is on timeline 9"),
                on(
                        f -> {
                            f.old = f.old.map(c -> c.recovering(Lsn.parse("0/240D08D0"), 4));
                        },
                        "is not shown to be written by the master"),
                on(f -> f.timeline = OptionalInt.empty(), "which timeline the master writes is not known"),
                on(f -> f.end = WalReading.untold("timed out"), "its log could not be read"),
                on(f -> f.same = WalReading.untold("timed out"), "the master's log could not be read"),
                on(
                        f -> f.same = look("", Facts.record(d -> d.replace("xid 0/745", "xid 0/746"))),
                        "the master's log holds another record"),
                on(f -> f.login = new ReplicationLogin.Failed("no route"), "failed: no route"),
                on(f -> f.login = new ReplicationLogin.Accepted(IDENTIFIER, 5, FORK), "reaches writes timeline 5"));
    }

    private static Facts standby(Lsn reached, int on) {
        Facts facts = new Facts();
        ControlData stopped = CONTROL.data().after(CHECKPOINT, on, "shut down in recovery");
        facts.old = Optional.of(stopped.recovering(reached, on));
        facts.files("recovery.conf");
        return facts;
    }

    private static Arguments on(Consumer<Facts> change, String reason) {
        return Arguments.of(change, reason);
    }
}
