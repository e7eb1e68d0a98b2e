package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.ClientSession;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What any {@link Fence} must do; each test is one requirement, and its display name says it.
 *
 * <p>It exists so that whoever writes a fence of their own learns from a failing sentence, and not from two masters, what the engine relies
 * on. The fence is set on the master of a {@link SimulatedCluster} ({@code mdw}; its standby is on {@code smdw}, its segments are on
 * {@code sdw1} and {@code sdw2}), whose truth says whether it could still write. Extend it, say how to make the fence, and override the
 * hooks for what yours is made of: a test whose hook is empty is skipped and says why. A device that the cluster does not have, such as
 * a power switch, is put before the cluster's transport ({@link #transport}).
 *
 * <pre>{@code
 * class NullRouteFenceContractTest extends FenceContract {
 *     @Override
 *     protected Fence fence(SimulatedCluster cluster) {
 *         return NullRouteFence.create();
 *     }
 * }
 * }</pre>
 *
 * <p>Each test has a cluster and a fence of its own.
 *
 * @since 0.1
 */
@Evolving
public abstract class FenceContract {

    private static final String OLD = "mdw";

    private SimulatedCluster cluster;
    private Fence fence;
    private FenceContext context;

    /** Makes the contract; a subclass needs no arguments. */
    protected FenceContract() {}

    /**
     * Makes the fence.
     *
     * @param of the cluster
     * @return a fresh fence
     */
    protected abstract Fence fence(SimulatedCluster of);

    /**
     * Gives the transport that the fence's commands go through.
     *
     * @param of the cluster
     * @return the cluster itself unless the subclass puts something before it
     */
    protected CommandTransport transport(SimulatedCluster of) {
        return of;
    }

    /**
     * Makes true what the fence takes for granted, such as that a host is off. By default nothing.
     *
     * @param of the cluster
     */
    protected void prepare(SimulatedCluster of) {}

    /**
     * Names the hosts that the fence acts on, each of which its description must name.
     *
     * @return the hosts' names
     */
    protected abstract Set<String> hosts();

    /**
     * Has one of the hosts refuse what the fence needs.
     *
     * @param of the cluster
     * @return the host's name; empty if the fence depends on no host but the old master's
     */
    protected Optional<String> refuseOnOneHost(SimulatedCluster of) {
        return Optional.empty();
    }

    /**
     * Says whether the fence must ask hosts for its proof.
     *
     * @return true unless it runs nothing, as a person's statement
     */
    protected boolean asksHosts() {
        return true;
    }

    /**
     * Makes the cluster and the fence.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    @BeforeEach
    final void begin() throws InterruptedException {
        cluster = SimulatedCluster.builder().build();
        fence = fence(cluster);
        context = new ContractContext(cluster, transport(cluster));
        fence.obstacles(context);
    }

    /** Closes the cluster. */
    @AfterEach
    final void end() {
        cluster.close();
    }

    private FenceProof fenced() throws InterruptedException {
        prepare(cluster);
        context.observe();
        fence.fence(context);
        return fence.verify(context);
    }

    private List<String> routes() {
        List<String> all = new ArrayList<>();
        for (HostName host : cluster.truth().hosts()) {
            cluster.truth().unreachableRoutes(host.value()).forEach(r -> all.add(host + " " + r));
        }
        return all;
    }

    @Test
    @DisplayName("verify does not hold while the old master writes")
    final void doesNotHoldWhileTheOldMasterWrites() throws InterruptedException {
        FenceProof proof = fence.verify(context);

        assertThat(proof.fenced()).isFalse();
        assertThat(proof.statement()).isNotBlank();
        assertThat(cluster.truth().canWrite(OLD)).isTrue();
    }

    @Test
    @DisplayName("after fence, verify holds with evidence, and the old master can't write")
    final void holdsAndKeepsTheOldMasterFromWriting() throws InterruptedException {
        FenceProof proof = fenced();

        assertThat(proof.fenced()).as(proof.statement()).isTrue();
        assertThat(cluster.truth().canWrite(OLD)).isFalse();
        assertThat(cluster.truth().sessionsOnSegments(OLD)).isZero();
    }

    @Test
    @DisplayName("each piece of evidence names its source and is about the old master's host")
    final void evidenceNamesItsSource() throws InterruptedException {
        FenceProof proof = fenced();

        assertThat(proof.evidence()).isNotEmpty().allSatisfy(e -> {
            assertThat(e.source()).isNotBlank();
            assertThat(e.statement()).isNotBlank();
            assertThat(e.about()).isEqualTo(HostName.of(OLD));
        });
    }

    @Test
    @DisplayName("an open transaction of the old master comes to nothing")
    final void endsOpenTransactions() throws InterruptedException {
        Command create = Command.builder(List.of("psql", "-X", "-d", "postgres"))
                .sourcing("/usr/local/greenplum-db/greenplum_path.sh")
                .variable("PGPORT", Integer.toString(cluster.spec().master().port()))
                .stdin("create table t (id int) distributed by (id);")
                .build();
        assertThat(cluster.execute(HostName.of(OLD), create).exitedZero()).isTrue();
        ClientSession session = cluster.server(OLD).openSession().begin().insert("t", 13);

        assertThat(fenced().fenced()).isTrue();

        assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
        assertThat(cluster.truth().rows("t")).isZero();
    }

    @Test
    @DisplayName("fencing twice is harmless")
    final void twiceIsHarmless() throws InterruptedException {
        fenced();
        List<String> once = routes();

        fence.fence(context);

        assertThat(fence.verify(context).fenced()).isTrue();
        assertThat(routes()).isEqualTo(once);
        assertThat(cluster.truth().canWrite(OLD)).isFalse();
    }

    @Test
    @DisplayName("describe, obstacles and verify change nothing; describe names every host")
    final void lookingChangesNothing() throws InterruptedException {
        List<String> lines = fence.describe(context);
        fence.obstacles(context);
        fence.verify(context);

        assertThat(cluster.truth().canWrite(OLD)).isTrue();
        assertThat(routes()).isEmpty();
        for (String host : hosts()) {
            assertThat(String.join("\n", lines)).contains(host);
        }
    }

    @Test
    @DisplayName("where one host refuses, nothing is fenced, the host is named, and none is left half fenced")
    final void allOrNone() throws InterruptedException {
        Optional<String> host = refuseOnOneHost(cluster);
        Assumptions.assumeTrue(host.isPresent(), "refuseOnOneHost() arranges nothing");
        prepare(cluster);

        assertThat(String.join("\n", fence.obstacles(context))).contains(host.get());
        FenceProof proof = fence.fence(context);

        assertThat(proof.fenced()).isFalse();
        assertThat(proof.statement()).contains(host.get());
        assertThat(fence.verify(context).fenced()).isFalse();
        assertThat(routes()).isEmpty();
    }

    @Test
    @DisplayName("release lifts all that was set; releasing twice, or what was never set, is harmless")
    final void releaseFrees() throws InterruptedException {
        assertThat(fence.release(context)).isEmpty();
        fenced();

        assertThat(fence.release(context)).isEmpty();

        assertThat(routes()).isEmpty();
        assertThat(fence.release(context)).isEmpty();
    }

    @Test
    @DisplayName("where no host can be asked, it never says that it holds")
    final void neverHoldsWhereNobodyCanBeAsked() throws InterruptedException {
        Assumptions.assumeTrue(asksHosts(), "the fence asks no host");
        for (HostName host : cluster.truth().hosts()) {
            cluster.cut(cluster.controller().value(), host.value());
        }

        assertThat(fence.verify(context).fenced()).isFalse();
        assertThat(fence.fence(context).fenced()).isFalse();
    }

    @Test
    @DisplayName("an interrupt ends it as such")
    final void interruptIsToldAsSuch() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> fence.verify(context)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
