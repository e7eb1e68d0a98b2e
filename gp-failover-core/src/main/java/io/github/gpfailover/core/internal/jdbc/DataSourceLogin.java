package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.InstanceLocation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Sessions from a caller's data sources. It exists so that a probe can use an application's pool, and bound its sessions all the same.
 */
public final class DataSourceLogin implements Login {

    private final Function<InstanceLocation, DataSource> dispatch;
    private final Optional<Function<InstanceLocation, DataSource>> utility;

    public DataSourceLogin(
            Function<InstanceLocation, DataSource> dispatch, Optional<Function<InstanceLocation, DataSource>> utility) {
        this.dispatch = dispatch;
        this.utility = utility;
    }

    @Override
    public boolean offers(Mode mode) {
        return mode == Mode.DISPATCH || utility.isPresent();
    }

    @Override
    public Session open(InstanceLocation at, Mode mode, String utilityOption, Duration within)
            throws LoginFailedException {
        Function<InstanceLocation, DataSource> sources = mode == Mode.DISPATCH ? dispatch : utility.orElseThrow();
        try {
            DataSource source = sources.apply(at);
            if (source == null) {
                throw LoginFailedException.unheard("no data source was given for " + at, true);
            }
            bound(source, within);
            Connection connection = source.getConnection();
            if (connection == null) {
                throw LoginFailedException.unheard("the data source gave no connection", false);
            }
            return Session.lent(connection, within);
        } catch (SQLException | RuntimeException e) {
            ServerError server = ServerError.in(e).orElse(null);
            throw server != null
                    ? LoginFailedException.refused(server)
                    : LoginFailedException.unheard(told(e), NoAnswer.nobodyThere(e));
        }
    }

    @Override
    public String told(Throwable failure) {
        return NoAnswer.kinds(failure);
    }

    /** A bound that the caller set is the caller's. */
    private static void bound(DataSource source, Duration within) {
        try {
            if (source.getLoginTimeout() == 0) {
                source.setLoginTimeout((int) Math.max(1, (within.toMillis() + 999) / 1000));
            }
        } catch (SQLException | UnsupportedOperationException e) {
            // Then the time of the whole observation is the only bound.
            return;
        }
    }
}
