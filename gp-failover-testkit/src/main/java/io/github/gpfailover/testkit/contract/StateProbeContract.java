package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What any {@link io.github.gpfailover.spi.StateProbe} must keep to; each test is one requirement, and its display name says it.
 *
 * <p>It exists because every decision rests on what a probe says, and a probe that calls a living master stopped makes a second one. Extend
 * it, and supply the situations that you can make: a test whose situation is missing is skipped and says why.
 *
 * <pre>{@code
 * class MyProbeContractTest extends StateProbeContract {
 *     @Override
 *     protected Optional<ProbedCluster> cluster(ProbedSituation situation) {
 *         SimulatedCluster cluster = SimulatedCluster.builder().build();
 *         // bring the cluster into the situation
 *         return Optional.of(new ProbedCluster(new MyProbe(cluster), request, cluster.clock(), Optional.of(cluster.clock()), text));
 *     }
 * }
 * }</pre>
 *
 * <p>What a probe can't know by its nature it says by {@link #seesProcesses()} and {@link #hearsServers()}; it must then say unknown,
 * and the contract checks that it does. Tests do not depend on each other.
 *
 * @since 0.1
 */
@Evolving
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class StateProbeContract {

    private static final int MOST_QUESTIONS = 8;

    /** Makes the contract; a subclass needs no arguments. */
    protected StateProbeContract() {}

    /**
     * Makes a cluster in a situation, fresh for each test. What has to be closed is the subclass's to close, after each test.
     *
     * @param situation what to bring it into
     * @return the cluster and its probe; empty where that can't be made
     * @throws Exception if making it fails; the test fails then
     */
    protected abstract Optional<ProbedCluster> cluster(ProbedSituation situation) throws Exception;

    /**
     * Says whether the probe reads the process tables of hosts. One that does not can prove no server stopped.
     *
     * @return true, which is the default, if it does
     */
    protected boolean seesProcesses() {
        return true;
    }

    /**
     * Says whether the probe asks servers for their role. One that does not can't recognize a master.
     *
     * @return true, which is the default, if it does
     */
    protected boolean hearsServers() {
        return true;
    }

    /**
     * Says how long an observation may take at the most, a host that hangs among what it observes.
     *
     * @param request the request
     * @return by default eight times the request's time-out, for a probe that asks several questions of each location side by side
     */
    protected Duration longest(ObservationRequest request) {
        return request.timeout().multipliedBy(MOST_QUESTIONS);
    }

    @Nested
    @DisplayName("what is told of each place")
    class Places extends ProbePlaceTests {
        Places() {
            super(StateProbeContract.this);
        }
    }

    @Nested
    @DisplayName("whether a server runs")
    class Running extends ProbeLivenessTests {
        Running() {
            super(StateProbeContract.this);
        }
    }

    @Nested
    @DisplayName("who is what")
    class Roles extends ProbeRoleTests {
        Roles() {
            super(StateProbeContract.this);
        }
    }

    @Nested
    @DisplayName("how it looks")
    class Looking extends ProbeCallTests {
        Looking() {
            super(StateProbeContract.this);
        }
    }
}
