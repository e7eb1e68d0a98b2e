package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.text.WalRecords.Entry;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalRecordsTest {

    private static final HostName MDW = HostName.of("mdw");

    /** What pg_waldump of PostgreSQL 15.18 printed of a server that was shut down. */
    static final String WALDUMP =
            "rmgr: XLOG        len (rec/tot):    114/   114, tx:          0, lsn: 0/03000028, prev 0/02000100, desc:"
                    + " CHECKPOINT_SHUTDOWN redo 0/3000028; tli 1; prev tli 1; fpw true; xid 0:725; oid 16387; multi 1; offset 0;"
                    + " oldest xid 716 in DB 1; oldest multi 1 in DB 1; oldest/newest commit timestamp xid: 0/0; oldest running"
                    + " xid 0; shutdown\n";

    private static final String WALDUMP_END =
            "pg_waldump: error: error in WAL record at 0/3000028: invalid record length at 0/30000A0: wanted 24, got 0\n";

    /** The form of pg_xlogdump in Greenplum 6: the line of pg_xlogdump.c, the texts of xlogdesc.c. Not recorded. */
    static final String XLOGDUMP =
            "rmgr: XLOG        len (rec/tot):     96/   128, tx:          0, lsn: 0/2403C458, prev 0/2403C3F0, bkp: 0000, desc:"
                    + " checkpoint: redo 0/2403C458; tli 3; prev tli 3; fpw true; xid 0/745; oid 24585; relfilenode 10164; multi 1;"
                    + " offset 0; oldest xid 701 in DB 1; oldest multi 1 in DB 1; oldest running xid 0; shutdown, checkpoint record"
                    + " data length = 96, DTX committed count 0, DTX data length 4, prepared transaction agg state count = 0\n";

    private static final String XLOGDUMP_END =
            "pg_xlogdump: FATAL:  error in WAL record at 0/2403C458: record with zero length at 0/2403C4D8\n\n";

    @Test
    void readsTheNewForm() {
        WalRecords read = read(WALDUMP, WALDUMP_END);

        assertThat(read.records()).singleElement().satisfies(r -> {
            assertThat(r.manager()).isEqualTo("XLOG");
            assertThat(r.length()).isEqualTo(114);
            assertThat(r.at()).isEqualTo(Lsn.parse("0/3000028"));
            assertThat(r.before()).isEqualTo(Lsn.parse("0/2000100"));
            assertThat(r.description())
                    .startsWith("CHECKPOINT_SHUTDOWN redo 0/3000028; tli 1;")
                    .endsWith("; shutdown");
        });
        assertThat(read.after()).hasValueSatisfying(a -> assertThat(a).endsWith("at 0/30000A0: wanted 24, got 0"));
    }

    @Test
    void readsTheFormOfGreenplum6AndTakesTheWholeLength() {
        WalRecords read = read(XLOGDUMP, XLOGDUMP_END);

        assertThat(read.records()).singleElement().satisfies(r -> {
            assertThat(r.length()).isEqualTo(128);
            assertThat(r.at()).isEqualTo(Lsn.parse("0/2403C458"));
            assertThat(r.description()).startsWith("checkpoint: redo").endsWith("agg state count = 0");
        });
        assertThat(read.after()).hasValueSatisfying(a -> assertThat(a).endsWith("zero length at 0/2403C4D8"));
    }

    @Test
    void readsSeveralWithDetailsBelow() {
        String next = WALDUMP.replace("0/03000028, prev 0/02000100", "0/030000A0, prev 0/03000028");

        WalRecords read = read(WALDUMP + "\tblkref #0: rel 1663/1/16384 blk 0\n" + next, "");

        assertThat(read.records()).map(Entry::at).containsExactly(Lsn.parse("0/3000028"), Lsn.parse("0/30000A0"));
        assertThat(read.after()).isEmpty();
    }

    @Test
    void tellsWhyThereIsNoneAroundWhateverALoginPrints() {
        WalRecords read = read(
                "",
                "Authorized users only.\npg_waldump: error: could not find file \"000000010000000000000009\": No such file"
                        + " or directory\nConnection closed.\n");

        assertThat(read.records()).isEmpty();
        assertThat(read.after())
                .contains(
                        "pg_waldump: error: could not find file \"000000010000000000000009\": No such file or directory");
        assertThat(read("", "bash: line 1: pg_xlogdump: command not found\n").after())
                .contains("bash: line 1: pg_xlogdump: command not found");
    }

    @Test
    void tellsTheSameRecordOrNoneWhereverTheOutputIsCut() {
        WalRecords whole = read(XLOGDUMP, XLOGDUMP_END);
        for (int end = 0; end < XLOGDUMP.length(); end++) {
            String cut = XLOGDUMP.substring(0, end);
            if (cut.isBlank()) {
                assertThat(read(cut, XLOGDUMP_END).records()).isEmpty();
            } else {
                refuses(cut);
            }
        }
        assertThat(whole.records()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first record is after 0/3000010, at 0/3000028, skipping over 24 bytes\n",
                "rmgr: XLOG len (rec/tot): 114/12, tx: 0, lsn: 0/03000028, prev 0/02000100, desc: X\n",
                "rmgr: XLOG len (rec/tot): 114/-114, tx: 0, lsn: 0/03000028, prev 0/02000100, desc: X\n",
                "rmgr: XLOG len (rec/tot): 114/99999999999, tx: 0, lsn: 0/03000028, prev 0/02000100, desc: X\n",
                "rmgr: XLOG len (rec/tot): 114/114, tx: 0, lsn: 03000028, prev 0/02000100, desc: X\n",
                "rmgr: XLOG len (rec/tot): 114/114, tx: 0, lsn: 0/03000028, prev 0/03000028, desc: X\n",
                "rmgr: XLOG len (rec/tot): 114/114, tx: 0, lsn: 0/03000028, prev 0/02000100, X\n",
                "rmgr:  len (rec/tot): 114/114, tx: 0, lsn: 0/03000028, prev 0/02000100, desc: X\n",
                "… 12 bytes left out …\n"
            })
    void refusesWhatItDoesNotUnderstand(String line) {
        refuses(line);
        refuses(WALDUMP + line);
    }

    @Test
    void refusesRecordsThatDoNotRiseAndSilence() {
        refuses(WALDUMP + WALDUMP);
        assertThatThrownBy(() -> read("", "")).isInstanceOf(UnreadableOutputException.class);
    }

    private static void refuses(String stdout) {
        assertThatThrownBy(() -> read(stdout, "")).isInstanceOf(UnreadableOutputException.class);
    }

    private static WalRecords read(String stdout, String stderr) {
        return WalRecords.parse(MDW, CommandResult.of(1, stdout, stderr, Duration.ZERO));
    }
}
