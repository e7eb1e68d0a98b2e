package io.github.gpfailover.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.Meaning;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.process.PgCtlRun.End;
import io.github.gpfailover.core.internal.process.PgCtlStatus.Said;
import io.github.gpfailover.core.internal.process.ReplicationProcesses.Stream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the recordings of ps, pg_ctl and lock files mean. */
public class ProcessMeaningTest {

    @TestFactory
    java.util.stream.Stream<DynamicTest> recordings() {
        return Meaning.tests(meanings());
    }

    private static Meaning began(String number, String meaning, int pid) {
        return Meaning.of(
                number,
                meaning,
                r -> LockFile.read(r.host(), "postmaster.pid", r.stdout()),
                f -> assertThat(f)
                        .isEqualTo(new LockFile(pid, "/data/master/gpseg-1", OptionalLong.of(1796050310), 5432)));
    }

    /** Gives the table. */
    public static List<Meaning> meanings() {
        return List.of(
                nobodyStreams("16"),
                nobodyStreams("17"),
                nobodyStreams("18"),
                Meaning.of(
                        "26",
                        "postmaster.pid names process 163",
                        r -> LockFile.read(
                                r.host(),
                                "postmaster.pid",
                                r.stdout().substring(r.stdout().indexOf("163\n"))),
                        f -> assertThat(f)
                                .isEqualTo(
                                        new LockFile(163, "/data/master/gpseg-1", OptionalLong.of(1795323955), 5432))),
                run("40", "with a client connected, smart mode does not stop it", End.DOES_NOT_STOP),
                run("41", "stopped", End.STOPPED),
                run("42", "nothing to stop", End.NO_PID_FILE),
                status("45", "nothing runs", Said.NOT_RUNNING),
                Meaning.of("46", "process 684 runs", ProcessMeaningTest::readStatus, s -> {
                    assertThat(s.said()).isEqualTo(Said.RUNNING);
                    assertThat(s.pid()).hasValue(684);
                    assertThat(s.directory()).contains("/data/master/gpseg-1");
                    assertThat(s.port()).hasValue(5432);
                    assertThat(s.firstUnplaced()).isEmpty();
                }),
                run("59", "stopped", End.STOPPED),
                Meaning.of(
                        "70",
                        "killed with -9: it says that nothing runs, and the files are still there",
                        ProcessMeaningTest::readStatus,
                        s -> {
                            assertThat(s.said()).isEqualTo(Said.NOT_RUNNING);
                            assertThat(s.pid()).isEmpty();
                            assertThat(s.firstUnplaced().orElseThrow()).endsWith("/data/master/gpseg-1/postmaster.pid");
                        }),
                run("73", "the old master starts beside the new one", End.STARTED),
                Meaning.of(
                        "82",
                        "5 s after the master's host lost power the wal receiver still stands",
                        r -> ReplicationProcesses.of(ProcessTable.parse(r.host(), Meaning.lines(r, "gpadmin "))),
                        p -> {
                            assertThat(p.senders()).isEmpty();
                            assertThat(p.receivers())
                                    .containsExactly(new Stream(90, 50, 5432, Optional.of(Lsn.parse("0/24000128"))));
                        }),
                run("82", "the promotion began", End.PROMOTING),
                run("83", "the promotion began", End.PROMOTING),
                run("89", "the promotion began", End.PROMOTING),
                Meaning.of(
                        "b4",
                        "the postmaster is gone, its logger and a session live on as orphans",
                        r -> InstanceProcesses.of(
                                ProcessTable.parse(r.host(), Meaning.lines(r, "gpadmin ")),
                                InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1")),
                        p -> {
                            assertThat(p.mine()).extracting(ServerProcess::pid).containsExactly(186, 217);
                            assertThat(p.mine()).allMatch(m -> m.parentPid() == 1);
                            assertThat(p.mine())
                                    .extracting(ServerProcess::kind)
                                    .containsExactly(ServerProcess.Kind.AUXILIARY, ServerProcess.Kind.SESSION);
                            assertThat(p.unattributed()).isEmpty();
                        }),
                run("c1", "started as a standby", End.STARTED_AS_STANDBY),
                run("c3", "one stopped, then the other's promotion began", End.PROMOTING),
                run("c6", "started as a standby", End.STARTED_AS_STANDBY),
                began("f0", "the master's postmaster began in that second", 267),
                began("f1", "and the standby's in the same", 138),
                run("f4", "stopped", End.STOPPED),
                run("f7", "stopped and started again", End.STARTED));
    }

    /** A command line with that text in it is no wal sender: these were taken of the operator's own grep. */
    private static Meaning nobodyStreams(String number) {
        return Meaning.of(
                number, "no wal sender or receiver was seen", r -> ProcessTable.parse(r.host(), r.stdout()), t -> {
                    assertThat(t.rows()).hasSize(3);
                    assertThat(t.firstUnplaced()).isEmpty();
                    ReplicationProcesses streams = ReplicationProcesses.of(t);
                    assertThat(streams.senders()).isEmpty();
                    assertThat(streams.receivers()).isEmpty();
                });
    }

    private static Meaning status(String number, String meaning, Said said) {
        return Meaning.of(number, meaning, ProcessMeaningTest::readStatus, s -> {
            assertThat(s.said()).isEqualTo(said);
            assertThat(s.firstUnplaced()).isEmpty();
        });
    }

    private static Meaning run(String number, String meaning, End end) {
        return Meaning.of(
                number,
                meaning,
                r -> PgCtlRun.parse(r.host(), r.result()),
                run -> assertThat(run.end()).isEqualTo(end));
    }

    private static PgCtlStatus readStatus(Recording recording) {
        return PgCtlStatus.parse(recording.host(), recording.result());
    }
}
