package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.stability.Stable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a fence is given to work with.
 *
 * <p>It exists so that a fence's commands pass through the engine: they are journaled, reported, and bounded by the step's deadline.
 * Valid only during the call that it was handed to, on that thread and in the tasks that the call runs by
 * {@link Sleeper#together}.
 *
 * <p>Not for callers to implement: methods are added without a default.
 *
 * @since 0.1
 */
@Stable
public interface FenceContext {

    /**
     * Gives the cluster.
     *
     * @return its specification
     */
    ClusterSpec cluster();

    /**
     * Gives the server that must not write any more.
     *
     * @return its location
     */
    InstanceLocation oldMaster();

    /**
     * Gives the last observation.
     *
     * @return the state
     */
    ClusterState state();

    /**
     * Observes the cluster again.
     *
     * @return the new state
     * @throws InterruptedException if the thread was interrupted
     */
    ClusterState observe() throws InterruptedException;

    /**
     * Gives the transport for commands. Those that are {@linkplain Command#mutating() mutating} are journaled first.
     *
     * @return the transport
     */
    CommandTransport transport();

    /**
     * Gives the time, for evidence.
     *
     * @return now, by the controller's clock
     */
    Instant now();

    /**
     * Gives the sleeper: to wait, to measure time, and to do things on several hosts side by side.
     *
     * @return the sleeper
     */
    Sleeper sleeper();

    /**
     * Gives the server that is to become the master, or has become it.
     *
     * @return its location; empty if no standby is known
     */
    Optional<InstanceLocation> newMaster();

    /**
     * Gives the segments, mirrors too, as a master's catalog last reported them: once the master is gone nobody else does.
     *
     * @return the rows of content 0 and up; empty if no master has reported them to this engine
     */
    List<CatalogRow> segments();

    /**
     * Gives the version that a server of the cluster reported last, which may be down by now. A fence that sends the product's commands goes by
     * it, as the engine does.
     *
     * @return the version; empty if no server could be asked yet
     */
    default Optional<GreenplumVersion> version() {
        return state().version();
    }
}
