package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.Meaning;
import io.github.gpfailover.core.internal.Recording;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the recordings of gpinitstandby and gpactivatestandby, of files, and of servers that refuse a session mean. */
public class UtilityMeaningTest {

    @TestFactory
    Stream<DynamicTest> recordings() {
        return Meaning.tests(meanings());
    }

    /** Gives the table. */
    public static List<Meaning> meanings() {
        return List.of(
                failed("03", "Error removing standby master: no standby configured"),
                done("04", "Successfully created standby master on smdw"),
                failed("14", "Error initializing standby master: standby master already configured"),
                done("15", "Standy master is already up and running."),
                failed("29", "Error activating standby master: Active postgres process on master"),
                failed(
                        "30",
                        "Error activating standby master: Critical required file on standby \"/data/nowhere/recovery.conf\""
                                + " is not present."),
                failed("31", "PGPORT environment variable not set."),
                failed("32", "Error removing standby master: User canceled"),
                done("33", "Successfully removed standby master"),
                failed("35", "Unable to ping new standby host nohost"),
                failed("36", "Error initializing standby master: master data directory exists"),
                failed("37", "Error initializing standby master: master data directory exists"),
                done("38", "Successfully created standby master on smdw"),
                failed("48", "Error activating standby master: User canceled"),
                done("f5", "The activation of the standby master has completed successfully."),
                done("49", "The activation of the standby master has completed successfully."),
                failed(
                        "54",
                        "Error activating standby master: Critical required file on standby"
                                + " \"/data/master/gpseg-1/recovery.conf\" is not present."),
                failed("55", "Error initializing standby master: master data directory exists"),
                done("57", "Successfully created standby master on mdw"),
                done("60", "mdw is now the new primary master."),
                done("63", "Successfully created standby master on smdw"),
                failed("71", "Error activating standby master: Active postgres process on master"),
                done("72", "smdw is now the new primary master."),
                done("81", "smdw is now the new primary master."),
                done("84", "smdw is now the new primary master."),
                failed("93", "Error activating standby master: Active postgres process on master"),
                done("94", "Successfully started standby master"),
                failed("a1", "Error removing standby master: ExecutionError: 'Error Executing Command: ' occurred."),
                failed("a3", "Error initializing standby master: master data directory exists"),
                done("a4", "Successfully created standby master on smdw"),
                failed("a6", "Error activating standby master: Force activation required"),
                done("a7", "The activation of the standby master has completed successfully."),
                done("b5", "When convenient, run ANALYZE against all user databases."),
                refused("24", "0/C000000"),
                refused("25", "0/C000000"),
                Meaning.of(
                        "26",
                        "it follows mdw:5432",
                        r -> StandbyConfig.read(
                                r.host(), "recovery.conf", Meaning.lines(r, "standby_mode", "primary_conninfo")),
                        c -> assertThat(c)
                                .isEqualTo(new StandbyConfig(
                                        Optional.of(true),
                                        Optional.of(HostName.of("mdw")),
                                        OptionalInt.of(5432),
                                        Optional.of("gp_walreceiver"),
                                        Optional.empty(),
                                        Optional.empty()))),
                Meaning.of(
                        "26",
                        "it recovers on timeline 1, with checksums and without hints",
                        r -> ControlData.parse(r.host(), r.result()),
                        c -> {
                            assertThat(c.clusterState()).isEqualTo("in archive recovery");
                            assertThat(c.timeline()).isEqualTo(1);
                            assertThat(c.priorTimeline()).hasValue(1);
                            assertThat(c.redo()).contains(Lsn.parse("0/8000028"));
                            assertThat(c.checksumVersion()).hasValue(1);
                            assertThat(c.walLogHints()).contains(false);
                        }),
                rejoined("c1"),
                rejoined("c6"),
                Meaning.of(
                        "c4",
                        "it was rewound to before the fork, to the end",
                        r -> RewindOutput.read(r.stdout(), r.stderr()),
                        o -> {
                            assertThat(o.diverged()).contains(Lsn.parse("0/2403C4D8"));
                            assertThat(o.percent()).hasValue(100);
                            assertThat(o.done()).isTrue();
                            assertThat(o.problem()).isEmpty();
                        }),
                Meaning.of(
                        "c4",
                        "the rewound directory has kept its own dbid",
                        r -> ConfigFile.read(
                                r.host(), "internal.auto.conf", Meaning.lines(r, "gp_dbid"), Set.of("gp_dbid")),
                        c -> assertThat(c.value("gp_dbid")).contains("11")));
    }

    private static Meaning done(String number, String said) {
        return Meaning.of(number, said, UtilityMeaningTest::read, output -> {
            assertThat(output.failure()).isEmpty();
            assertThat(output.contains(said)).isTrue();
            assertThat(output.firstUnplaced()).isEmpty();
        });
    }

    private static Meaning failed(String number, String failure) {
        return Meaning.of(number, failure, UtilityMeaningTest::read, output -> {
            assertThat(output.failure().orElseThrow()).startsWith(failure);
            assertThat(output.firstUnplaced()).isEmpty();
        });
    }

    private static Meaning refused(String number, String replayed) {
        return Meaning.of(number, "a standby refuses a session", r -> LoginRefusal.parse(r.stderr()), refusal -> {
            assertThat(refusal.kind()).isEqualTo(LoginRefusal.Kind.STANDBY);
            assertThat(refusal.replayed()).contains(Lsn.parse(replayed));
            assertThat(refusal.version().orElseThrow()).contains("Greenplum Database 6.24.3");
        });
    }

    /** The file was written by the recorded command itself. */
    private static Meaning rejoined(String number) {
        return Meaning.of(
                number,
                "what makes an old master follow the new one",
                r -> StandbyConfig.read(r.host(), "recovery.conf", printed(r.command())),
                c -> {
                    assertThat(c.standbyMode()).contains(true);
                    assertThat(c.host()).contains(HostName.of("smdw"));
                    assertThat(c.port()).hasValue(5432);
                    assertThat(c.targetTimeline()).contains("latest");
                    assertThat(c.firstUnplaced()).isEmpty();
                });
    }

    private static String printed(String command) {
        int start = command.indexOf("printf \"") + "printf \"".length();
        return command.substring(start, command.indexOf('"', start)).replace("\\n", "\n");
    }

    private static UtilityOutput read(Recording recording) {
        return UtilityOutput.read(recording.host(), recording.command(), Meaning.log(recording));
    }
}
