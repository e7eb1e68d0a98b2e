package io.github.gpfailover.core.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadBackTest {

    private static final String TAGS = "CREATE TABLE\nINSERT 0 1000\n";

    private static CatalogRow primary(int content, int port) {
        return CatalogRow.builder(
                        InstanceLocation.of("sdw1", port, "/data/primary/gpseg" + port), CatalogRow.Role.PRIMARY)
                .dbid(content == CatalogRow.NOT_TOLD ? CatalogRow.NOT_TOLD : content + 2)
                .content(content)
                .synchronised(true)
                .up(true)
                .address("sdw1")
                .build();
    }

    @Test
    void isContentWithAllRowsFromAllSegments() {
        assertThat(ReadBack.faults(TAGS + "0|480\n1|520\n", 1000, List.of(primary(0, 6000), primary(1, 6001))))
                .isEmpty();
    }

    @Test
    void namesTheSegmentThatHoldsNoRow() {
        assertThat(ReadBack.faults(TAGS + "0|1000\n", 1000, List.of(primary(0, 6000), primary(1, 6001))))
                .singleElement()
                .asString()
                .contains("content 1", "took no part");
    }

    @Test
    void missesRowsThatWereWritten() {
        assertThat(ReadBack.faults(TAGS + "0|480\n1|500\n", 1000, List.of(primary(0, 6000), primary(1, 6001))))
                .containsExactly("of 1000 rows of the test write 980 were read back");
    }

    @Test
    void countsSegmentsWhoseNumberNobodyTold() {
        List<CatalogRow> rows = List.of(primary(CatalogRow.NOT_TOLD, 6000), primary(CatalogRow.NOT_TOLD, 6001));

        assertThat(ReadBack.faults(TAGS + "0|480\n1|520\n", 1000, rows)).isEmpty();
        assertThat(ReadBack.faults(TAGS + "0|1000\n", 1000, rows))
                .containsExactly("only 1 of 2 segments took part in the test write");
    }

    @Test
    void provesNothingWithoutSegmentsOrWithAGarbledAnswer() {
        assertThat(ReadBack.faults(TAGS, 1000, List.of())).isNotEmpty();
        assertThat(ReadBack.faults(TAGS + "0|x\n", 1000, List.of(primary(0, 6000))))
                .containsExactly("what was read back of the test write can't be understood: 0|x");
        assertThat(ReadBack.faults("", 1000, List.of(primary(0, 6000)))).isNotEmpty();
    }
}
