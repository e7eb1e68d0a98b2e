package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.text.LoginRefusal.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginRefusalTest {

    @ParameterizedTest
    @ValueSource(strings = {"24", "25"})
    void readsTheRefusalOfAStandbyWithItsPositionAndVersion(String number) {
        LoginRefusal refusal = LoginRefusal.parse(Recording.load(number).stderr());

        assertThat(refusal.kind()).isEqualTo(Kind.STANDBY);
        assertThat(refusal.replayed()).contains(Lsn.parse("0/C000000"));
        assertThat(refusal.version().orElseThrow())
                .startsWith("PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:")
                .endsWith("compiled on Nov 22 2026 04:59:33");
        assertThat(refusal.message()).isEqualTo("the database system is in recovery mode");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "psql: FATAL:  the database system is starting up|STARTING",
                "psql: error: FATAL:  the database system is not accepting connections|STARTING",
                "psql: error: FATAL:  the database system is not yet accepting connections|STARTING",
                "psql: FATAL:  the database system is shutting down|SHUTTING_DOWN",
                "psql: FATAL:  the database system is in recovery mode|RECOVERING",
                "psql: FATAL:  the database system is resetting|RECOVERING",
                "psql: FATAL:  password authentication failed for user gpadmin|OTHER",
                "psql: FATAL:  sorry, too many clients already|OTHER",
                "psql: could not connect to server: Connection refused|NO_SERVER",
                "psql: could not connect to server: No such file or directory|NO_SERVER",
                "psql: error: connection to server at \"mdw\" failed: Connection refused|NO_SERVER",
                "psql: could not connect to server: No route to host|OTHER",
                "psql: could not connect to server: Connection timed out|OTHER",
                "psql: could not translate host name \"mdw\" to address: Name or service not known|OTHER",
                "bash: psql: No such file or directory|OTHER",
                "NOTICE:  the database system is in recovery mode|OTHER",
                "psql: FATAL:  das Datenbanksystem startet|OTHER",
                "''|OTHER"
            })
    void tellsRefusalsApart(String stderr, Kind kind) {
        assertThat(LoginRefusal.parse(stderr + "\n").kind()).isEqualTo(kind);
    }

    @Test
    void doesNotCallAHostWithoutServerThatHasAnAddressThatDoesNotAnswer() {
        String stderr = """
                psql: could not connect to server: Connection refused
                	Is the server running on host ::1
                could not connect to server: Connection timed out
                """;

        assertThat(LoginRefusal.parse(stderr).kind()).isEqualTo(Kind.OTHER);
    }

    @Test
    void takesTheLaterOfTwoAnswers() {
        String stderr = """
                psql: FATAL:  the database system is starting up
                FATAL:  the database system is shutting down
                DETAIL:  last replayed record at 1/2
                """;

        LoginRefusal refusal = LoginRefusal.parse(stderr);

        assertThat(refusal.kind()).isEqualTo(Kind.SHUTTING_DOWN);
        assertThat(refusal.replayed()).contains(Lsn.parse("1/2"));
    }

    @Test
    void readsTheReasonOfAFailedGpstateToo() {
        String reason = UtilityOutput.read(
                        Recording.load("47").host(),
                        "gpstate -f",
                        Recording.load("47").stdout())
                .failure()
                .orElseThrow();

        assertThat(LoginRefusal.ofReason(reason).kind()).isEqualTo(Kind.STANDBY);
        assertThat(LoginRefusal.ofReason(reason).replayed()).contains(Lsn.parse("0/1403E0C8"));
    }

    @Test
    void aLineThatEachProgramPrintsIsNoRefusal() {
        String loader = "ERROR: ld.so: object '/a.so' from /etc/ld.so.preload cannot be preloaded: ignored.\n";
        String agent = "agent: FATAL: could not connect, Connection refused\n";

        assertThat(LoginRefusal.parse(loader + agent + "psql: FATAL:  the database system is starting up\n"))
                .isEqualTo(LoginRefusal.parse("psql: FATAL:  the database system is starting up\n"));
        assertThat(LoginRefusal.parse(agent).kind()).isEqualTo(Kind.OTHER);
        assertThat(LoginRefusal.answered(agent)).isFalse();
        assertThat(LoginRefusal.parse(loader).message()).isEmpty();
        assertThat(LoginRefusal.answered(loader + "psql: FATAL:  role \"x\" does not exist\n"))
                .isTrue();
    }

    @Test
    void boundsWhatGarbageCosts() {
        LoginRefusal refusal = LoginRefusal.parse("FATAL:" + "x".repeat(10_000_000));

        assertThat(refusal.kind()).isEqualTo(Kind.OTHER);
        assertThat(refusal.message()).hasSize(500);
        assertThat(refusal.replayed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "57M02, the database system is in recovery mode, STANDBY",
        "57P03, the database system is in recovery mode, RECOVERING",
        "57P03, the database system is starting up, STARTING",
        "57P03, the database system is not yet accepting connections, STARTING",
        "57P03, the database system is shutting down, SHUTTING_DOWN",
        "57P03, das Datenbanksystem startet, RECOVERING",
        "57P02, terminating connection because of crash of another server process, RECOVERING",
        "57P01, terminating connection due to administrator command, OTHER",
        "28P01, password authentication failed, OTHER"
    })
    void tellsByTheCodeWhatTheWordsLeaveOpen(String sqlState, String message, LoginRefusal.Kind kind) {
        String detail =
                "last replayed record at 0/24000128\n- VERSION: PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build x)";

        LoginRefusal refusal = LoginRefusal.of(sqlState, message, detail);

        assertThat(refusal.kind()).isEqualTo(kind);
        assertThat(refusal.message()).isEqualTo(message);
        assertThat(refusal.replayed()).contains(Lsn.parse("0/24000128"));
        assertThat(refusal.version()).get().asString().startsWith("PostgreSQL 9.4.26");
    }
}
