package io.github.gpfailover.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.process.InstanceProcesses;
import io.github.gpfailover.core.internal.process.PgCtlRun;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** An idle master whose log is flushed to a page's end, and a fast stop that waits for a standby out of reach (d0 to db). */
public class IdleMasterMeaningTest {

    @TestFactory
    Stream<DynamicTest> recordings() {
        return Meaning.tests(meanings());
    }

    /** Gives the table. */
    public static List<Meaning> meanings() {
        return List.of(
                Meaning.of(
                        "d0",
                        "all that was sent is on the standby's disk, up to a page's end; its tail waits in the master's memory",
                        r -> List.of(r.stdout().strip().split("\\|")),
                        c -> {
                            assertThat(c.subList(0, 3)).containsOnly("0/C080000");
                            assertThat(lsn(c.get(3))).isLessThan(lsn("0/C080000"));
                            assertThat(lsn(c.get(4))).isGreaterThan(lsn("0/C080000"));
                            assertThat(c.subList(5, 7)).containsExactly("0/C080000", "sync");
                            assertThat(lsn("0/C080000").position() % 0x8000).isZero();
                        }),
                Meaning.of(
                        "d1",
                        "the standby has replayed up to its last whole record",
                        r -> LoginRefusal.parse(r.stderr()),
                        refusal -> {
                            assertThat(refusal.kind()).isEqualTo(LoginRefusal.Kind.STANDBY);
                            assertThat(refusal.replayed()).contains(lsn("0/C07FBC0"));
                        }),
                Meaning.of("d2", "in sync, and behind", r -> StandbyDetails.parse(r.host(), r.result()), d -> {
                    assertThat(d.status()).contains(StandbyDetails.Status.PASSIVE);
                    assertThat(d.replication().orElseThrow().flush()).contains(lsn("0/C080000"));
                    assertThat(d.replication().orElseThrow().replay()).contains(lsn("0/C07ABF8"));
                }),
                Meaning.of(
                        "d3",
                        "the number of the heartbeat's transaction",
                        Recording::stdout,
                        o -> assertThat(o).isEqualTo("732\n")),
                Meaning.of(
                        "d4",
                        "on a segment of an idle cluster there is the question's own session, which dispatches nothing",
                        r -> List.of(r.stdout().strip().split("\\|")),
                        c -> assertThat(c).containsExactly("166", "10.77.0.13", "-1", "gpadmin", "psql", "active")),
                Meaning.of(
                        "d5",
                        "the master lets a receiver in",
                        r -> ReplicationLogin.read(r.result()),
                        l -> assertThat(l)
                                .isEqualTo(new ReplicationLogin.Accepted("7713949796172335284", 1, lsn("0/C083278")))),
                stop("d6", "the fast stop does not end", PgCtlRun.End.DOES_NOT_STOP),
                Meaning.of(
                        "d7",
                        "postmaster, logger and wal sender are left",
                        r -> InstanceProcesses.of(
                                ProcessTable.parse(r.host(), r.stdout()),
                                InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1")),
                        p -> {
                            assertThat(p.mine())
                                    .extracting(ServerProcess::kind)
                                    .containsExactly(
                                            ServerProcess.Kind.POSTMASTER,
                                            ServerProcess.Kind.AUXILIARY,
                                            ServerProcess.Kind.WAL_SENDER);
                            assertThat(p.mine().get(2).streamed()).contains(lsn("0/C0832F8"));
                            assertThat(p.unattributed()).isEmpty();
                        }),
                Meaning.of(
                        "d8",
                        "no client is let in",
                        r -> LoginRefusal.parse(r.stderr()).kind(),
                        k -> assertThat(k).isEqualTo(LoginRefusal.Kind.SHUTTING_DOWN)),
                shutDown("d9"),
                stop("da", "the immediate stop ends it", PgCtlRun.End.STOPPED),
                shutDown("db"));
    }

    private static Meaning stop(String number, String meaning, PgCtlRun.End end) {
        return Meaning.of(
                number,
                meaning,
                r -> PgCtlRun.parse(r.host(), r.result()).end(),
                e -> assertThat(e).isEqualTo(end));
    }

    private static Meaning shutDown(String number) {
        return Meaning.of(
                number,
                "its last checkpoint is written, before what the sender has sent",
                r -> ControlData.parse(r.host(), r.result()),
                c -> {
                    assertThat(c.clusterState()).isEqualTo("shut down");
                    assertThat(c.checkpoint()).isEqualTo(lsn("0/C083278"));
                });
    }

    private static Lsn lsn(String text) {
        return Lsn.parse(text);
    }
}
