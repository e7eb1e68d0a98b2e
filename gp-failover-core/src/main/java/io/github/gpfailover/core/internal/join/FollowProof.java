package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.inspect.OldDirectory;
import java.util.List;
import java.util.Optional;

/**
 * Exists to prove that an old directory holds nothing that its new master lacks, so that it can follow as it is; or to say what is
 * missing for that.
 *
 * @param against what is not proved; empty if all is
 * @param fork where the directory's timeline was left; empty if it is not known
 * @param proved what was proved, a sentence each
 */
public record FollowProof(List<String> against, Optional<Lsn> fork, List<String> proved) {

    /** Judges. */
    public static FollowProof of(OldDirectory facts, Optional<InstanceState> server) {
        throw new UnsupportedOperationException();
    }
}
