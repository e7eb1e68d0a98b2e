package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * The list of the PostgreSQL driver's properties that a caller may set: how the connection is secured and as whom one logs in. It keeps out
 * whatever would make an observation unbounded, cost more round trips, or lead to another server.
 */
public final class DriverProperties {

    private static final Set<String> ALLOWED = Set.of(
            "channelBinding",
            "gssEncMode",
            "gssResponseTimeout",
            "gsslib",
            "gssUseDefaultCreds",
            "jaasApplicationName",
            "jaasLogin",
            "kerberosServerName",
            "localSocketAddress",
            "requireAuth",
            "socketFactory",
            "socketFactoryArg",
            "sslNegotiation",
            "sslResponseTimeout",
            "ssl",
            "sslcert",
            "sslfactory",
            "sslfactoryarg",
            "sslhostnameverifier",
            "sslkey",
            "sslmode",
            "sslpassword",
            "sslpasswordcallback",
            "sslrootcert",
            "sspiServiceClass",
            "tcpKeepAlive",
            "useSpnego");

    private static final String LARGEST_ANSWER = "64M";

    private DriverProperties() {}

    /** Refuses a property that isn't the caller's to set; its value is not shown, since some are secrets. */
    public static void check(String name, String value) {
        Checks.notNull(name, "property name");
        Checks.notNull(value, "property value");
        if (!ALLOWED.contains(name)) {
            throw new IllegalArgumentException("the driver property " + Checks.shown(name)
                    + " can't be set: the probe sets it itself, or it changes which server is asked or how long that takes; it may be"
                    + " one of " + new TreeSet<>(ALLOWED));
        }
    }

    /** Gives what a login is made with; {@code options} are those of the session's start. */
    static Properties of(Map<String, String> callers, String user, String password, Duration within, String options) {
        Properties all = new Properties();
        all.putAll(callers);
        // A second behind the time that the asker keeps itself, so that who is silent is always told of in the same
        // words.
        String seconds = Long.toString((within.toMillis() + 999) / 1000 + 1);
        all.setProperty("user", user);
        // Always given: without one the driver reads .pgpass by itself, whoever may read that file.
        all.setProperty("password", password);
        all.setProperty("connectTimeout", seconds);
        all.setProperty("loginTimeout", seconds);
        all.setProperty("socketTimeout", seconds);
        all.setProperty("cancelSignalTimeout", seconds);
        all.setProperty("ApplicationName", "gp-failover");
        all.setProperty("options", options);
        // No questions of the driver's own after the login, and a script goes out as it is: one round trip.
        all.setProperty("assumeMinServerVersion", "9.4");
        all.setProperty("preferQueryMode", "simple");
        all.setProperty("targetServerType", "any");
        all.setProperty("maxResultBuffer", LARGEST_ANSWER);
        return all;
    }
}
