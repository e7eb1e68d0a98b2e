package io.github.gpfailover.testkit;

import static io.github.gpfailover.testkit.Commands.DIRECTORY;
import static io.github.gpfailover.testkit.Commands.plain;
import static io.github.gpfailover.testkit.Commands.run;
import static io.github.gpfailover.testkit.Commands.sql;
import static io.github.gpfailover.testkit.Commands.utility;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class NullRouteTest {

    private static final String OLD = "10.77.0.11";
    private static final String CREATE = "create table t (id int) distributed by (id);";
    private static final String INSERT = "insert into t select generate_series(1,11);";

    private static void fence(SimulatedCluster cluster, String... hosts) {
        for (String host : hosts) {
            assertThat(plain(cluster, host, "sudo", "-n", "ip", "route", "add", "unreachable", OLD + "/32"))
                    .matches(CommandResult::exitedZero);
        }
    }

    private static void stalls(SimulatedCluster cluster, String script) {
        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> run(cluster, Duration.ofSeconds(40), "mdw", "psql", "-X", "-c", script))
                .matches(e -> e.reason() == Reason.TIMEOUT);
    }

    @Test
    void printsWhatIproute2Prints(SimulatedCluster cluster) {
        fence(cluster, "sdw1");

        CommandResult second = plain(cluster, "sdw1", "sudo", "-n", "ip", "route", "add", "unreachable", OLD + "/32");
        assertThat(second.exitCode()).hasValue(2);
        assertThat(second.stderr()).isEqualTo("RTNETLINK answers: File exists\n");
        assertThat(plain(cluster, "sdw1", "ip", "-o", "route", "show", OLD + "/32")
                        .stdout())
                .isEqualTo("unreachable 10.77.0.11 \n");
        assertThat(plain(cluster, "sdw1", "ip", "route", "show", "10.77.0.99/32")
                        .stdout())
                .isEmpty();
        fenceOther(cluster, "10.77.0.9");
        assertThat(plain(cluster, "sdw1", "ip", "route", "show", "type", "unreachable")
                        .stdout())
                .isEqualTo("unreachable 10.77.0.9 \nunreachable 10.77.0.11 \n");

        String[] delete = {"sudo", "-n", "ip", "route", "del", "unreachable", OLD + "/32"};
        assertThat(plain(cluster, "sdw1", delete)).matches(CommandResult::exitedZero);
        CommandResult absent = plain(cluster, "sdw1", delete);
        assertThat(absent.exitCode()).hasValue(2);
        assertThat(absent.stderr()).isEqualTo("RTNETLINK answers: No such process\n");

        CommandResult wrong = plain(cluster, "sdw1", "ip", "route", "add", "unreachable", "10.77.0.300/32");
        assertThat(wrong.exitCode()).hasValue(1);
        assertThat(wrong.stderr()).startsWith("Error: any valid prefix is expected rather than \"10.77.0.300/32\"");
        assertThatExceptionOfType(UnknownCommandException.class)
                .isThrownBy(() -> plain(cluster, "sdw1", "ip", "route", "add", "unreachable", "10.77.0.0/24"));
    }

    private static void fenceOther(SimulatedCluster cluster, String address) {
        plain(cluster, "sdw1", "sudo", "-n", "ip", "route", "add", "unreachable", address);
    }

    @Test
    void needsRoot(SimulatedCluster cluster) {
        CommandResult plain = plain(cluster, "sdw1", "ip", "route", "add", "unreachable", OLD + "/32");
        assertThat(plain.exitCode()).hasValue(2);
        assertThat(plain.stderr()).isEqualTo("RTNETLINK answers: Operation not permitted\n");

        cluster.login("sdw1").allowRoot(false);
        CommandResult sudo = plain(cluster, "sdw1", "sudo", "-n", "ip", "route", "add", "unreachable", OLD + "/32");
        assertThat(sudo.exitCode()).hasValue(1);
        assertThat(sudo.stderr()).isEqualTo("sudo: a password is required\n");
        assertThat(cluster.truth().unreachableRoutes("sdw1")).isEmpty();

        cluster.login("sdw1").asRoot(true);
        assertThat(plain(cluster, "sdw1", "ip", "route", "add", "unreachable", OLD + "/32")
                        .exitedZero())
                .isTrue();
        assertThat(cluster.truth().unreachableRoutes("sdw1")).containsExactly(OLD);
    }

    @Test
    void canBeMadeToGoWrongBehindSudo(SimulatedCluster cluster) {
        cluster.host("sdw1").failNext("ip", CommandFault.exitStatusBeforeEffect(255));

        CommandResult failed = plain(cluster, "sdw1", "sudo", "-n", "ip", "route", "add", "unreachable", OLD + "/32");

        assertThat(failed.exitCode()).hasValue(255);
        assertThat(cluster.truth().unreachableRoutes("sdw1")).isEmpty();
        assertThat(plain(cluster, "sdw1", "sudo", "-n", "true").exitedZero()).isTrue();
        assertThatExceptionOfType(UnknownCommandException.class)
                .isThrownBy(() -> plain(cluster, "sdw1", "sudo", "-n", "cat", "/etc/shadow"));
    }

    @Test
    void keepsAnOldMasterFromWritingBesideTheNewOne(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        cluster.cut("mdw", "smdw");
        fence(cluster, "sdw1", "sdw2", "smdw");

        assertThat(cluster.truth().canWrite("mdw")).isFalse();
        run(cluster, "smdw", "pg_ctl", "promote", "-D", DIRECTORY);
        cluster.clock().advance(Duration.ofSeconds(1));

        stalls(cluster, INSERT);
        assertThat(sql(cluster, "smdw", INSERT + "select count(*) from t;").stdout())
                .endsWith("11\n");
        assertThat(cluster.truth().writableMasters()).containsExactly(HostName.of("smdw"));
    }

    @Test
    @Tolerates(value = ClusterInvariant.ONE_WRITABLE_MASTER, reason = "an incomplete fence lets the old master write")
    void isNoFenceWhereOneSegmentHostHasNone(SimulatedCluster cluster) {
        fence(cluster, "sdw1", "smdw");

        assertThat(cluster.truth().canWrite("mdw")).isTrue();
        run(cluster, "smdw", "pg_ctl", "promote", "-D", DIRECTORY);
        cluster.clock().advance(Duration.ofSeconds(1));
        assertThat(cluster.truth().everTwoWritableMasters()).isTrue();
    }

    @Test
    void isNoFenceWhileTheMasterHasAnotherAddress(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        cluster.host("mdw").addAddress("10.88.0.11");
        fence(cluster, "sdw1", "sdw2");

        assertThat(plain(cluster, "mdw", "ip", "-o", "-4", "addr", "show", "scope", "global")
                        .stdout())
                .isEqualTo("2: eth0    inet 10.77.0.11/16 brd 10.77.255.255 scope global eth0\\       valid_lft forever"
                        + " preferred_lft forever\n3: eth1    inet 10.88.0.11/16 brd 10.88.255.255 scope global eth1\\"
                        + "       valid_lft forever preferred_lft forever\n");
        assertThat(cluster.truth().canWrite("mdw")).isTrue();
        assertThat(sql(cluster, "mdw", INSERT).exitedZero()).isTrue();

        cluster.host("sdw1").route("10.88.0.11");
        cluster.host("sdw2").route("10.88.0.11");
        assertThat(cluster.truth().canWrite("mdw")).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cluster.host("smdw").addAddress("10.88.0.11"));
    }

    @Test
    void isTakenAwayAndStatementsGoOn(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        fence(cluster, "sdw1");
        cluster.clock()
                .schedule(Duration.ofSeconds(10), () -> cluster.host("sdw1").unroute(OLD));

        CommandResult insert = sql(cluster, "mdw", INSERT);

        assertThat(insert.stdout()).isEqualTo("INSERT 0 11\n");
        assertThat(insert.elapsed()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(12));
        assertThat(cluster.truth().rows("t")).isEqualTo(11);
    }

    @Test
    void isTakenAwayAndAStatementWhoseClientIsGoneGoesOnToo(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        fence(cluster, "sdw1");
        stalls(cluster, INSERT);
        assertThat(cluster.truth().rows("t")).isZero();

        cluster.host("sdw1").unroute(OLD);
        cluster.clock().advance(Duration.ofSeconds(1));

        assertThat(cluster.truth().rows("t")).isEqualTo(11);
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isZero();
    }

    @Test
    void namesOneAddressOnly(SimulatedCluster cluster) {
        cluster.host("mdw").addAddress("10.88.0.11");
        fence(cluster, "sdw1");

        assertThat(utility(cluster, "sdw1", "10.88.0.11", 5432, "select 1;").stdout())
                .isEqualTo("1\n");
        assertThat(utility(cluster, "sdw1", OLD, 5432, "select 1;").stderr()).contains("No route to host");
    }

    @Test
    void isLostWithItsHostsPower(SimulatedCluster cluster) {
        cluster.host("smdw").route(OLD);
        cluster.powerOff("smdw");
        cluster.powerOn("smdw");

        assertThat(cluster.truth().unreachableRoutes("smdw")).isEmpty();
        assertThat(cluster.truth().canConnect(HostName.of("mdw"), HostName.of("smdw")))
                .isTrue();
    }

    @Test
    void failsNewConnectionsAtOnceOnItsOwnHostOnly(SimulatedCluster cluster) {
        fence(cluster, "sdw1");

        CommandResult out = utility(cluster, "sdw1", "mdw", 5432, "select 1;");
        assertThat(out.exitCode()).hasValue(2);
        assertThat(out.elapsed()).isLessThan(Duration.ofSeconds(1));
        assertThat(out.stderr())
                .isEqualTo(
                        "psql: could not connect to server: No route to host\n\tIs the server running on host \"mdw\""
                                + " (10.77.0.11) and accepting\n\tTCP/IP connections on port 5432?\n");
        CommandResult in = utility(cluster, "mdw", "sdw1", 6000, "select 1;");
        assertThat(in.stderr()).isEqualTo("psql: timeout expired\n");
        assertThat(in.elapsed()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3100));
        assertThat(utility(cluster, "sdw1", "sdw1", 6000, "select 1;").stdout()).isEqualTo("1\n");
        assertThat(utility(cluster, "sdw2", "mdw", 5432, "select 1;").stdout()).isEqualTo("1\n");
    }

    @Test
    void endsTheWayThroughItsHost(SimulatedCluster cluster) throws InterruptedException {
        var way = cluster.through(HostName.of("sdw1")).orElseThrow();
        assertThat(way.execute(HostName.of("mdw"), Command.of("ps", "-ef")).exitedZero())
                .isTrue();
        fence(cluster, "sdw1");

        TransportException e = catchThrowableOfType(
                TransportException.class, () -> way.execute(HostName.of("mdw"), Command.of("ps", "-ef")));

        assertThat(e.reason()).isEqualTo(Reason.CONNECT);
        assertThat(e).hasMessageContaining("sdw1 has no route to host");
        assertThat(e.mayHaveRun()).isFalse();
    }

    @Test
    void stallsASessionThatHadConnectionsBefore(SimulatedCluster cluster) {
        sql(cluster, "mdw", CREATE);
        ClientSession session = cluster.server("mdw").openSession().begin().insert("t", 13);
        fence(cluster, "sdw1", "sdw2");

        assertThatIllegalStateException().isThrownBy(session::commit).withMessage("a segment does not answer");
        assertThat(cluster.truth().sessionsOnSegments("mdw")).isEqualTo(4);

        cluster.host("sdw1").unroute(OLD);
        cluster.host("sdw2").unroute(OLD);
        session.commit();
        assertThat(cluster.truth().rows("t")).isEqualTo(13);
    }

    @Test
    void breaksTheStreamOfAStandbyWithoutItsMasterNoticing(SimulatedCluster cluster) {
        fence(cluster, "smdw");

        assertThat(cluster.truth().standbyInSync()).isFalse();
        assertThat(sql(cluster, "mdw", CREATE).elapsed()).isBetween(Duration.ofSeconds(300), Duration.ofSeconds(301));
    }

    @Test
    void resolvesNamesToTheirFirstAddress(SimulatedCluster cluster) {
        cluster.host("mdw").addAddress("10.88.0.11");

        assertThat(plain(cluster, "sdw1", "getent", "ahostsv4", "mdw").stdout())
                .isEqualTo("10.77.0.11      STREAM mdw\n10.77.0.11      DGRAM  \n10.77.0.11      RAW    \n");
        assertThat(plain(cluster, "sdw1", "getent", "ahostsv4", "nosuch"))
                .matches(r -> r.exitCode().orElse(0) == 2 && r.stdout().isEmpty());
        assertThat(List.of(cluster.host("mdw").address(), cluster.host("smdw").address()))
                .containsExactly(OLD, "10.77.0.12");
    }
}
