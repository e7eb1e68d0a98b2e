package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.Dialects;
import java.util.function.Supplier;

/**
 * The dialect of the version that a server of the cluster reported last. It exists because at the start of an execution perhaps no server
 * could be asked. An unsupported version is refused by name when it is reported, with {@code UnsupportedVersionException}.
 */
public record SpokenDialect(ClusterSpec cluster, ExecutionNotes notes) implements Supplier<Dialect> {

    @Override
    public Dialect get() {
        return Dialects.spoken(cluster, notes.version());
    }
}
