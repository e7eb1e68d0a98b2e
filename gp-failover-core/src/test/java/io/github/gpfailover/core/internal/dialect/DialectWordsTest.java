package io.github.gpfailover.core.internal.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialectWordsTest {

    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5433, "/data/master/gpseg-1");
    private static final ClusterSpec CLUSTER =
            ClusterSpec.builder("prod").master("mdw").home("/opt/gp").build();

    private static final Dialect GREENPLUM_6 = new Greenplum6Dialect(CLUSTER);
    private static final Dialect GREENGAGE_6 = new Greengage6Dialect(CLUSTER);
    private static final Dialect WAREHOUSEPG_6 = new WarehousePg6Dialect(CLUSTER);
    private static final Dialect GREENPLUM_7 = new Greenplum7Dialect(CLUSTER);
    private static final Dialect GREENGAGE_7 = new Greengage7Dialect(CLUSTER);
    private static final Dialect WAREHOUSEPG_7 = new WarehousePg7Dialect(CLUSTER);
    private static final Dialect CLOUDBERRY_1 = new CloudberryDialect(CLUSTER, 1);
    private static final Dialect CLOUDBERRY_2 = new CloudberryDialect(CLUSTER, 2);

    static Stream<Dialect> sixes() {
        return Stream.of(GREENPLUM_6, GREENGAGE_6, WAREHOUSEPG_6);
    }

    static Stream<Dialect> sevens() {
        return Stream.of(GREENPLUM_7, GREENGAGE_7, WAREHOUSEPG_7, CLOUDBERRY_1, CLOUDBERRY_2);
    }

    static Stream<Dialect> all() {
        return Stream.concat(sixes(), sevens());
    }

    @ParameterizedTest
    @MethodSource("sixes")
    void theSixesShareTheirWords(Dialect dialect) {
        assertThat(dialect.masterWord()).isEqualTo("master");
        assertThat(dialect.dataDirectoryVariables()).containsExactly("MASTER_DATA_DIRECTORY");
        assertThat(dialect.dataDirectoryVariable()).isEqualTo("MASTER_DATA_DIRECTORY");
        assertThat(dialect.portVariable()).isEqualTo("PGPORT");
        assertThat(dialect.utilityOption()).isEqualTo("gp_session_role=utility");
        assertThat(dialect.standbyMarker()).isEqualTo("recovery.conf");
        assertThat(dialect.primaryConninfoFile()).isEqualTo("recovery.conf");
        assertThat(dialect.promotedMarker()).contains("recovery.done");
        assertThat(dialect.promoteWaits()).isFalse();
        assertThat(dialect.defaultStopMode()).isEqualTo("smart");
        assertThat(dialect.currentPositionFunction()).isEqualTo("pg_current_xlog_location");
        assertThat(dialect.receivePositionFunction()).isEqualTo("pg_last_xlog_receive_location");
        assertThat(dialect.replayPositionFunction()).isEqualTo("pg_last_xlog_replay_location");
        assertThat(dialect.positionDiffFunction()).isEqualTo("pg_xlog_location_diff");
        assertThat(dialect.walFileNameFunction()).isEqualTo("pg_xlogfile_name");
        assertThat(dialect.externalFtsQuestion()).isEmpty();
        assertThat(dialect.observationSql()).isEqualTo("""
                select 'version', version();
                select 'position', pg_is_in_recovery(), case when pg_is_in_recovery() then pg_last_xlog_replay_location() \
                else pg_current_xlog_location() end;
                select 'timeline', case when pg_is_in_recovery() then '' else \
                substr(pg_xlogfile_name(pg_current_xlog_location()),1,8) end;
                select 'row', dbid, content, role, preferred_role, mode, status, port, hostname, address, datadir \
                from gp_segment_configuration order by content, role desc;
                select 'replication', application_name, client_addr, state, sync_state, sent_location, write_location, \
                flush_location, replay_location from pg_stat_replication;
                select 'end';
                """);
    }

    @ParameterizedTest
    @MethodSource("sevens")
    void theSevensAndCloudberryShareTheirWords(Dialect dialect) {
        assertThat(dialect.masterWord()).isEqualTo("coordinator");
        assertThat(dialect.dataDirectoryVariables())
                .containsExactly("COORDINATOR_DATA_DIRECTORY", "MASTER_DATA_DIRECTORY");
        assertThat(dialect.dataDirectoryVariable()).isEqualTo("COORDINATOR_DATA_DIRECTORY");
        assertThat(dialect.portVariable()).isEqualTo("PGPORT");
        assertThat(dialect.utilityOption()).isEqualTo("gp_role=utility");
        assertThat(dialect.standbyMarker()).isEqualTo("standby.signal");
        assertThat(dialect.primaryConninfoFile()).isEqualTo("postgresql.auto.conf");
        assertThat(dialect.promotedMarker()).isEmpty();
        assertThat(dialect.promoteWaits()).isTrue();
        assertThat(dialect.defaultStopMode()).isEqualTo("fast");
        assertThat(dialect.currentPositionFunction()).isEqualTo("pg_current_wal_lsn");
        assertThat(dialect.receivePositionFunction()).isEqualTo("pg_last_wal_receive_lsn");
        assertThat(dialect.replayPositionFunction()).isEqualTo("pg_last_wal_replay_lsn");
        assertThat(dialect.positionDiffFunction()).isEqualTo("pg_wal_lsn_diff");
        assertThat(dialect.walFileNameFunction()).isEqualTo("pg_walfile_name");
        assertThat(dialect.observationSql()).isEqualTo("""
                select 'version', version();
                select 'position', pg_is_in_recovery(), case when pg_is_in_recovery() then pg_last_wal_replay_lsn() \
                else pg_current_wal_lsn() end;
                select 'timeline', case when pg_is_in_recovery() then '' else \
                substr(pg_walfile_name(pg_current_wal_lsn()),1,8) end;
                select 'row', dbid, content, role, preferred_role, mode, status, port, hostname, address, datadir \
                from gp_segment_configuration order by content, role desc;
                select 'replication', application_name, client_addr, state, sync_state, sent_lsn, write_lsn, \
                flush_lsn, replay_lsn from pg_stat_replication;
                select 'end';
                """);
    }

    static Stream<Arguments> ownWords() {
        return Stream.of(
                arguments(GREENPLUM_6, "Greenplum", "/opt/gp/greenplum_path.sh", "master"),
                arguments(GREENGAGE_6, "Greengage", "/opt/gp/greengage_path.sh", "master"),
                arguments(WAREHOUSEPG_6, "Greenplum", "/opt/gp/greenplum_path.sh", "master"),
                arguments(GREENPLUM_7, "Greenplum", "/opt/gp/greenplum_path.sh", "coordinator"),
                arguments(GREENGAGE_7, "Greengage", "/opt/gp/greengage_path.sh", "coordinator"),
                arguments(WAREHOUSEPG_7, "Greenplum", "/opt/gp/greenplum_path.sh", "coordinator"),
                arguments(CLOUDBERRY_1, "Cloudberry", "/opt/gp/greenplum_path.sh", "master"),
                arguments(CLOUDBERRY_2, "Cloudberry", "/opt/gp/cloudberry-env.sh", "master"));
    }

    @ParameterizedTest
    @MethodSource("ownWords")
    void eachFamilyHasItsNameScriptAndCatalogFunctions(
            Dialect dialect, String product, String script, String catalogWord) {
        assertThat(dialect.productWord()).isEqualTo(product);
        assertThat(dialect.environmentScript()).isEqualTo(script);
        assertThat(dialect.addStandbySql(SMDW, "10.77.0.12"))
                .isEqualTo("select gp_add_" + catalogWord
                        + "_standby('smdw', '10.77.0.12', '/data/master/gpseg-1', 5433)");
        assertThat(dialect.removeStandbySql()).isEqualTo("select gp_remove_" + catalogWord + "_standby()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a'b", "a\\", "-x", "a b", "a\nb", "a;b", "$$"})
    void anAddressThatCouldEndTheLiteralIsRefused(String address) {
        assertThatThrownBy(() -> GREENPLUM_6.addStandbySql(SMDW, address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("address");
    }

    @Test
    void cloudberryCanBeAskedForItsExternalFaultDetector() {
        assertThat(CLOUDBERRY_1.externalFtsQuestion())
                .contains("select count(*) from pg_settings where name ~ '^gp_etcd_'");
        assertThat(Stream.concat(sixes(), Stream.of(GREENPLUM_7, GREENGAGE_7, WAREHOUSEPG_7)))
                .allMatch(d -> d.externalFtsQuestion().isEmpty());
    }

    @Test
    void exitStatusesOfTheActivationMeanWhatTheProductSays() {
        assertThat(List.of(0, 1, 2, 3, 4))
                .map(GREENGAGE_6::activationExit)
                .containsExactly(
                        "activated",
                        "internal error",
                        "not activated",
                        "promoted, but something failed afterwards",
                        "no meaning of this status is known");
        assertThat(List.of(0, 1, 2, 3))
                .map(GREENPLUM_6::activationExit)
                .containsExactly(
                        "activated",
                        "no meaning of this status is known",
                        "not activated, or not to the end",
                        "no meaning of this status is known");
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachFamilySaysWhatWasNotVerified(Dialect dialect) {
        assertThat(dialect.unverified()).isNotEmpty();
        assertThat(dialect.unverified().get(0)).containsPattern("^no \\w+.* was run: |^only 6.24.3 was run: ");
    }

    @ParameterizedTest
    @MethodSource("all")
    void directPromotionIsVerifiedForGreenplumSixAlone(Dialect dialect) {
        assertThat(dialect.directPromotionVerified(
                        GreenplumVersion.parse("postgres (Greengage Database) 6.27.0 build x")))
                .isFalse();
        assertThat(dialect.directPromotionVerified(
                        GreenplumVersion.parse("postgres (Greenplum Database) 7.4.0 build x")))
                .isFalse();
    }
}
