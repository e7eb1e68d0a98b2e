package io.github.gpfailover.core.internal.join.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.CommandResult;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a standby that lets sessions in answers to an observation; no recording has one. */
@Timeout(300)
class HotStandbyOnPostgresTest {

    @Test
    @DisplayName(
            "case 06: a standby with hot_standby = on is asked what it is before it is asked for a master's position")
    void tellsThatItIsAStandby() throws Exception {
        RealPostgres postgres = RealPostgres.find();
        RealServer master = postgres.server("observed");
        master.letIn();
        master.start();
        try (RealServer standby = master.standby()) {
            CommandResult asMaster = postgres.attempt(postgres.dialect().observe(master.at()));
            assertThat(asMaster.stdout()).contains("\nposition|f|", "\ntimeline|00000001\n");

            CommandResult asStandby = postgres.attempt(postgres.dialect().observe(standby.at()));

            assertThat(asStandby.stdout()).contains("\nposition|t|0/", "\ntimeline|\n");
            // Only Greenplum has the catalog that is asked for next.
            assertThat(asStandby.stderr())
                    .contains("gp_segment_configuration")
                    .doesNotContain("recovery is in progress");
        } finally {
            master.close();
        }
    }
}
