package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.Lsn;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WalEndTest {

    /** The sizes of Greenplum 6, recording 26. */
    private static final WalEnd GREENPLUM = new WalEnd(32768, 67108864);
    /** The sizes of PostgreSQL 15 as it comes. */
    private static final WalEnd POSTGRES = new WalEnd(8192, 16777216);

    @Test
    void isWhatPostgres15WroteIntoItsHistoryFile() {
        // pg_waldump: 114 bytes at 0/3000028; 00000002.history of the promoted standby: 0/30000A0.
        assertThat(POSTGRES.after(Lsn.parse("0/3000028"), 114)).contains(Lsn.parse("0/30000A0"));
    }

    @ParameterizedTest
    @CsvSource({
        "0/2403C458, 128, 0/2403C4D8, within a page",
        "0/2403C458, 121, 0/2403C4D8, rounded up to 8",
        "0/2403C458, 120, 0/2403C4D0, a multiple of 8 already",
        "0/24007F80, 128, 0/24008000, ends with its page and the next header is no part of it",
        "0/24007F80, 121, 0/24008000, rounded up to the end of its page",
        "0/24007F80, 129, 0/24008020, crosses a page: 24 bytes of header and 8 of its own",
        "0/24007FF8, 40, 0/24008038, all but its first 8 bytes on the next page",
        "0/24007F80, 32872, 0/24010000, fills the next page to its end",
        "0/24007F80, 32873, 0/24010020, crosses two pages",
        "0/27FFFF80, 128, 0/28000000, ends with its file",
        "0/27FFFF80, 136, 0/28000030, crosses into the next file: 40 bytes of header",
        "0/28000028, 32728, 0/28008000, from a file's long header to the end of the page",
        "0/28000028, 32736, 0/28008020, from a file's long header over the page",
        "0/FFFFFF80, 136, 1/30, crosses into the file where the lower half begins anew"
    })
    void isWhereTheServersReaderEnds(String at, int length, String end, String why) {
        assertThat(GREENPLUM.after(Lsn.parse(at), length)).as(why).contains(Lsn.parse(end));
    }

    @Test
    void countsEveryPageOfARecordThatCrossesMany() {
        // The 2047 next pages of the file have a header of 24 bytes each. What these take of the file's size is left
        // for the next file: a
        // page with a header of 40, and the beginning of another one with 24.
        int length = 67108864;
        long headers = 2047L * 24 + 40 + 24;

        assertThat(GREENPLUM.after(Lsn.parse("0/24000028"), length))
                .contains(Lsn.parse("0/24000028").plus(length + headers));
    }

    @ParameterizedTest
    @CsvSource({
        "0/2403C459, 128, no multiple of 8",
        "0/24008000, 128, where a page's header is",
        "0/24008010, 128, within a page's header",
        "0/28000018, 128, within a file's header",
        "0/2403C458, 0, no length",
        "0/2403C458, -8, no length",
        "FFFFFFFF/FFFFFF80, 4096, beyond what a position can say"
    })
    void isNotToldOfWhatCanBeNoRecord(String at, int length, String why) {
        assertThat(GREENPLUM.after(Lsn.parse(at), length)).as(why).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0/2403C4D8, 0/2403C4D8",
        "0/2403C4D9, 0/2403C4E0",
        "0/24008000, 0/24008018",
        "0/24008008, 0/24008018",
        "0/24007FFF, 0/24008018",
        "0/28000000, 0/28000028",
        "0/0, 0/28"
    })
    void tellsWhereTheNextRecordCanBegin(String from, String next) {
        assertThat(GREENPLUM.next(Lsn.parse(from))).isEqualTo(Lsn.parse(next));
    }

    @Test
    void takesTheSizesOfPgControlOrNone() {
        ControlData unknown = new ControlData("1", "shut down", 1, Lsn.parse("0/28"));

        assertThat(WalEnd.of(unknown)).isEqualTo(Optional.empty());
        assertThat(WalEnd.of(ControlDataTest.FACTS)).contains(GREENPLUM);
    }

    @Test
    void refusesSizesThatNoServerHas() {
        assertThatThrownBy(() -> new WalEnd(8191, 67108864)).hasMessageContaining("8191");
        assertThatThrownBy(() -> new WalEnd(8192, 4096)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WalEnd(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new WalEnd(-8192, 67108864)).isInstanceOf(IllegalArgumentException.class);
    }
}
