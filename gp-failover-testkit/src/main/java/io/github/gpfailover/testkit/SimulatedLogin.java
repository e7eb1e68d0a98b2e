package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.SimLogin;
import java.time.Duration;

/**
 * The login of a host of a simulated cluster, and what it brings into each command.
 *
 * <p>It exists so that a test can prove that nothing of it matters: where real logins export {@code PGHOST}, print a welcome, take a while or
 * have a security agent loaded into each program, moves went wrong. Thread-safe; made by {@link SimulatedCluster#login(String)}.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedLogin {

    private final SimulatedCluster cluster;
    private final String host;

    SimulatedLogin(SimulatedCluster cluster, String host) {
        this.cluster = cluster;
        this.host = host;
    }

    /**
     * Has its start-up file, or the product's script, export a variable.
     *
     * @param name the name
     * @param value the value
     * @return this login
     * @throws NullPointerException if one is null
     */
    public SimulatedLogin exports(String name, String value) {
        Checks.notNull(name, "name");
        Checks.notNull(value, "value");
        return event("exports " + name + "=" + value, login -> login.variables.put(name, value));
    }

    /**
     * Has its start-up file print a line. A transport does not pass it on as a command's.
     *
     * @param line the line
     * @return this login
     * @throws NullPointerException if the line is null
     */
    public SimulatedLogin prints(String line) {
        Checks.notNull(line, "line");
        return event("prints " + line, login -> login.prints += line + "\n");
    }

    /**
     * Has each program print a line on its standard error when it starts, as a loader does that can't load a library.
     *
     * @param line the line
     * @return this login
     * @throws NullPointerException if the line is null
     */
    public SimulatedLogin complains(String line) {
        Checks.notNull(line, "line");
        return event("has each program complain: " + line, login -> login.noise += line + "\n");
    }

    /**
     * Has each command begin only after a while.
     *
     * @param time how long its start-up file takes
     * @return this login
     * @throws NullPointerException if the time is null
     */
    public SimulatedLogin takes(Duration time) {
        Checks.notNull(time, "time");
        return event("takes " + time, login -> login.slow = time);
    }

    /**
     * Takes {@code /usr/sbin} and {@code /sbin} from its path, where {@code ip} and {@code ss} are.
     *
     * @return this login
     */
    public SimulatedLogin withoutSystemPath() {
        return event("has no /usr/sbin on its path", login -> login.systemPath = false);
    }

    private interface Change {
        void on(SimLogin login);
    }

    private SimulatedLogin event(String what, Change change) {
        cluster.event("the login of " + host + " " + what, () -> change.on(cluster.host(host).login));
        return this;
    }
}
