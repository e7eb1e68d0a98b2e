package io.github.gpfailover.core.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin.Accepted;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin.Failed;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin.NoEntry;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicationLoginTest {

    @Test
    void readsWhatPostgres15Answered() {
        assertThat(said(0, "7712190979810925852|2|0/3000180|\n", ""))
                .isEqualTo(new Accepted("7712190979810925852", 2, Lsn.parse("0/3000180")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7712190979810925852|2|0/3000180|",
                "7712190979810925852|2|0/3000180\n",
                "7712190979810925852|2|0/3000180||\n",
                "7712190979810925852|0|0/3000180|\n",
                "7712190979810925852|-2|0/3000180|\n",
                "7712190979810925852|99999999999|0/3000180|\n",
                "7712190979810925852|2|here|\n",
                "x|2|0/3000180|\n",
                "7712190979810925852|2|0/3000180|\n7712190979810925852|2|0/3000180|\n",
                "… 12 bytes left out …\n"
            })
    void takesNoOddAnswerForOne(String stdout) {
        assertThat(said(0, stdout, "")).isInstanceOf(Failed.class);
    }

    @Test
    void aRowOfALoginThatFailedIsNone() {
        assertThat(said(2, "7712190979810925852|2|0/3000180|\n", "")).isInstanceOf(Failed.class);
        assertThat(ReplicationLogin.read(
                        CommandResult.of(OptionalInt.empty(), "7712190979810925852|2|0/3000180|\n", "", Duration.ZERO)))
                .isInstanceOf(Failed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // PostgreSQL 15, as it was said; 9.4 by its auth.c, with and without TLS.
                "10.0.0.11;psql: error: connection to server at \"smdw\", port 5432 failed: FATAL:  no pg_hba.conf entry for replication connection from host \"10.0.0.11\", user \"gpadmin\", no encryption",
                "10.0.0.11;psql: FATAL:  no pg_hba.conf entry for replication connection from host \"10.0.0.11\", user \"gpadmin\", SSL off",
                "10.0.0.11;psql: FATAL:  no pg_hba.conf entry for replication connection from host \"10.0.0.11\", user \"gpadmin\"",
                "fd00::11;psql: FATAL:  no pg_hba.conf entry for replication connection from host \"fd00::11\", user \"gpadmin\"",
                "::1;psql: FATAL:  no pg_hba.conf entry for replication connection from host \"::1\", user \"gpadmin\""
            })
    void readsThatAnEntryIsMissing(String address, String stderr) {
        assertThat(said(2, "", stderr + "\n")).isEqualTo(new NoEntry(address));
        assertThat(said(2, "", stderr + "\n" + stderr.replace("psql: ", "") + "\n"))
                .isEqualTo(new NoEntry(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.11/0",
                "10.0.0.256",
                "10.0.0",
                "0.0.0.0/0 trust\nhost all all 10.0.0.11",
                "mdw",
                "all",
                "",
                "fe80::1%eth0",
                ":",
                "1::2::3",
                "::ffff:10.0.0.11",
                "$(reboot)"
            })
    void whatIsNoPlainAddressIsNeverTakenForOne(String address) {
        String stderr = "psql: FATAL:  no pg_hba.conf entry for replication connection from host \"" + address
                + "\", user \"gpadmin\", SSL off\n";

        assertThat(said(2, "", stderr)).isInstanceOf(Failed.class);
    }

    @Test
    void aSecondTryThatFailedOtherwiseIsNoMissingEntry() {
        String missing =
                "psql: FATAL:  no pg_hba.conf entry for replication connection from host \"10.0.0.11\", user \"gpadmin\", SSL on\n";

        assertThat(said(2, "", missing + "FATAL:  password authentication failed for user \"gpadmin\"\n"))
                .isEqualTo(new Failed("exit 2: FATAL:  password authentication failed for user \"gpadmin\""));
        assertThat(said(2, "", missing + missing.replace("0.11", "0.12"))).isInstanceOf(Failed.class);
    }

    @Test
    void quotesTheFirstComplaintElseTheLastLine() {
        assertThat(
                        said(
                                2,
                                "",
                                "Welcome.\npsql: FATAL:  the database system is in recovery mode\nDETAIL:  last replayed record at 0/C000000\n"))
                .isEqualTo(new Failed("exit 2: psql: FATAL:  the database system is in recovery mode"));
        assertThat(said(2, "", "psql: could not connect to server: Connection refused\n"))
                .isEqualTo(new Failed("exit 2: psql: could not connect to server: Connection refused"));
        assertThat(said(2, "", "")).isEqualTo(new Failed("exit 2, and nothing was said"));
        assertThat(said(2, "", "psql: FATAL:  pg_hba.conf rejects replication connection for host \"10.0.0.11\"\n"))
                .isInstanceOf(Failed.class);
    }

    private static ReplicationLogin said(int exit, String stdout, String stderr) {
        return ReplicationLogin.read(CommandResult.of(exit, stdout, stderr, Duration.ZERO));
    }
}
