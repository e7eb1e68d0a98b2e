package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.ssh.internal.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record of how the login over one route suits workers. It outlives the connections, as a login that has disturbed workers disturbs
 * the next connection's too. Thread-safe.
 */
final class LoginRecord {

    private static final Logger LOG = LoggerFactory.getLogger(LoginRecord.class);

    private static final int MOST_DISTURBANCES = 2;

    private final Route route;
    private int disturbances;
    private boolean reported;
    private volatile boolean unsuited;

    LoginRecord(Route route) {
        this.route = route;
    }

    /** Says whether workers may run there: never again after a command was lost, or after the second disturbance of any kind. */
    boolean suitsWorkers() {
        return !unsuited;
    }

    /** Something other than a worker wrote where it does, while it ran a command or waited for one. */
    void disturbed(boolean underCommand) {
        synchronized (this) {
            disturbances++;
            if (!underCommand && disturbances < MOST_DISTURBANCES) {
                return;
            }
            unsuited = true;
        }
        report("something that the login has left behind prints among the outputs");
    }

    /** Logs, once, why commands have sessions of their own. */
    void report(String why) {
        synchronized (this) {
            if (reported) {
                return;
            }
            reported = true;
        }
        LOG.info("each command on {} has a login of its own, since no worker serves there: {}", route, why);
    }
}
