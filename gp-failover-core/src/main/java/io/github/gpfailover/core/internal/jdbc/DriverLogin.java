package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/** Sessions that the probe opens itself. None outlives its observation, and each wait of one is bounded. */
public final class DriverLogin implements Login {

    private final Driver driver = new Driver();
    private final ClusterSpec cluster;
    private final Secrets secrets;
    private final Map<String, String> properties;

    public DriverLogin(ClusterSpec cluster, Secrets secrets, Map<String, String> properties) {
        this.cluster = cluster;
        this.secrets = secrets;
        this.properties = properties;
    }

    @Override
    public boolean offers(Mode mode) {
        return true;
    }

    @Override
    public Session open(InstanceLocation at, Mode mode, String utilityOption, Duration within)
            throws LoginFailedException {
        String password = password(at);
        Properties settings = DriverProperties.of(
                properties,
                cluster.adminUser().value(),
                password,
                within,
                "-c statement_timeout=" + within.toMillis() + (mode == Mode.UTILITY ? " -c " + utilityOption : ""));
        String url = "jdbc:postgresql://" + at.host() + ":" + at.port() + "/" + cluster.database();
        try {
            Connection connection = driver.connect(url, settings);
            if (connection == null) {
                throw LoginFailedException.unheard("the PostgreSQL driver did not take " + url, true);
            }
            return Session.own(connection, within);
        } catch (SQLException e) {
            ServerError server = ServerError.in(e).orElse(null);
            throw server != null
                    ? LoginFailedException.refused(server.without(password))
                    : LoginFailedException.unheard(told(e), NoAnswer.nobodyThere(e));
        }
    }

    @Override
    public String told(Throwable failure) {
        return NoAnswer.told(failure);
    }

    private String password(InstanceLocation at) throws LoginFailedException {
        char[] given;
        try {
            given = secrets.password(
                            at.host(),
                            at.port(),
                            cluster.database().value(),
                            cluster.adminUser().value())
                    .orElse(new char[0]);
        } catch (RuntimeException e) {
            throw LoginFailedException.unheard(
                    "the password could not be had: its source failed with "
                            + e.getClass().getName(),
                    true);
        }
        // The driver takes text only, so one copy is left to the garbage collector.
        String password = new String(given);
        Arrays.fill(given, '\0');
        return password;
    }
}
