package io.github.gpfailover.testkit.scenario.execution;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.core.lease.InProcessLease;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Lease;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.scenario.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The lease of a cluster, which is told by its system identifier and not by what a controller calls it. */
class SystemIdentifierLeaseTest {

    private static final FailoverPlan HEALTH =
            FailoverPlan.builder().checkHealth().build();

    private static ClusterSpec named(String name) {
        return ClusterSpec.builder(name)
                .master("mdw", 5432, "/data/master/gpseg-1")
                .standby("smdw", 5432, "/data/master/gpseg-1")
                .segmentHosts("sdw1", "sdw2")
                .build();
    }

    private static Lease noting(Lease lease, List<String> keys) {
        return (key, holder) -> {
            keys.add(key);
            return lease.acquire(key, holder);
        };
    }

    @Test
    @DisplayName("scenario 12: two controllers know one cluster by two names: the second is refused by name")
    void aClusterIsOneWhateverItIsCalled() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            Lease lease = new InProcessLease(cluster.clock());
            List<FailoverReport> second = new ArrayList<>();
            cluster.when("pg_ctl stop").mutating().before(() -> {
                try (FailoverEngine other = Engines.builder(cluster, named("accounting"), cluster)
                        .lease(lease)
                        .build()) {
                    second.add(other.execute(HEALTH));
                }
            });
            try (FailoverEngine engine = Engines.builder(cluster, named("prod"), cluster)
                    .lease(lease)
                    .build()) {
                FailoverReport first = engine.execute(FailoverPlan.switchover("smdw"));

                assertThat(first).succeeded();
                assertThat(second).hasSize(1);
                assertThat(second.get(0).outcome()).isEqualTo(Outcome.REFUSED);
                assertThat(second.get(0).summary())
                        .contains("accounting (system identifier 77", "execution " + first.executionId());
            }
        }
    }

    @Test
    @DisplayName(
            "a lease that was taken by the name, since no server could be asked, is taken by the identifier before the first act")
    void theIdentifierIsTakenAsSoonAsItIsSeen() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            List<String> keys = new ArrayList<>();
            AtomicInteger questions = new AtomicInteger();
            CommandTransport late = (host, command) -> isControlData(command) && questions.incrementAndGet() <= 2
                    ? CommandResult.of(1, "", "pg_controldata: could not open file\n", Duration.ofMillis(5))
                    : cluster.execute(host, command);
            try (FailoverEngine engine = Engines.builder(cluster, named("prod"), late)
                    .lease(noting(new InProcessLease(cluster.clock()), keys))
                    .build()) {
                assertThat(engine.execute(HEALTH)).succeeded();
            }

            assertThat(keys).hasSize(2);
            assertThat(keys.get(0)).isEqualTo("name-prod");
            assertThat(keys.get(1)).matches("system-\\d{19}");
        }
    }

    private static boolean isControlData(Command command) {
        return command.program().get(0).equals("pg_controldata");
    }

    @Test
    @DisplayName("scenario 12: a controller that learns the identifier late acts beside no other that knew it at once")
    void whoLearnsTheIdentifierLateActsBesideNobody() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            Lease lease = new InProcessLease(cluster.clock());
            List<FailoverReport> second = new ArrayList<>();
            CommandTransport slow = (host, command) -> {
                if (isControlData(command) && command.timeout().compareTo(Duration.ofSeconds(1)) <= 0) {
                    throw new TransportException(TransportException.Reason.TIMEOUT, host, "no answer yet", null);
                }
                return cluster.execute(host, command);
            };
            cluster.when("pg_ctl stop").mutating().before(() -> {
                try (FailoverEngine other = Engines.builder(cluster, named("prod"), cluster)
                        .lease(lease)
                        .build()) {
                    second.add(other.execute(FailoverPlan.switchover("smdw")));
                }
            });
            try (FailoverEngine engine =
                    Engines.builder(cluster, named("prod"), slow).lease(lease).build()) {
                assertThat(engine.execute(FailoverPlan.switchover("smdw"))).succeeded();
            }

            assertThat(second).hasSize(1);
            assertThat(second.get(0).outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(second.get(0).summary()).contains("system identifier");
        }
    }

    @Test
    @DisplayName("a controller that nobody tells the identifier changes nothing, and says what to see to")
    void withoutAnIdentifierNothingIsSent() {
        try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
            CommandTransport mute = (host, command) -> isControlData(command)
                    ? CommandResult.of(1, "", "pg_controldata: could not open file\n", Duration.ofMillis(5))
                    : cluster.execute(host, command);
            try (FailoverEngine engine =
                    Engines.builder(cluster, named("prod"), mute).build()) {
                FailoverReport report =
                        engine.execute(FailoverPlan.builder().writeCanary().build());

                assertThat(report).wasRefusedWithoutAnyChange().saysWhy("pg_controldata on the hosts of master and");
            }
        }
    }

    @Test
    @DisplayName("a lease whose token or realm no host can compare is given back, and the plan refused")
    void aTokenThatHostsCanNotCompareIsRefused() {
        for (Lease.Held given : List.of(new Given(1_000_000_000_000_000L, "realm"), new Given(7, "two words"))) {
            try (SimulatedCluster cluster = SimulatedCluster.builder().build();
                    FailoverEngine engine = Engines.builder(cluster)
                            .lease((key, holder) -> given)
                            .build()) {
                FailoverReport report = engine.execute(FailoverPlan.switchover("smdw"));

                assertThat(report).wasRefusedWithoutAnyChange().saysWhy("hosts compare tokens up to");
                assertThat(given.stillHeld()).isFalse();
            }
        }
    }

    private static final class Given implements Lease.Held {

        private final long token;
        private final String realm;
        private boolean held = true;

        Given(long token, String realm) {
            this.token = token;
            this.realm = realm;
        }

        @Override
        public boolean stillHeld() {
            return held;
        }

        @Override
        public long fencingToken() {
            return token;
        }

        @Override
        public String realm() {
            return realm;
        }

        @Override
        public void close() {
            held = false;
        }
    }
}
