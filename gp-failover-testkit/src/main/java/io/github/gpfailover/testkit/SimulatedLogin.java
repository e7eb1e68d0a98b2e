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

    private final Model model;
    private final String host;

    SimulatedLogin(Model model, String host) {
        this.model = model;
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

    /**
     * Says whether it may use {@code sudo -n}; it may at first.
     *
     * @param allowed whether it may
     * @return this login
     */
    public SimulatedLogin allowRoot(boolean allowed) {
        model.event("sudo on " + host + (allowed ? " allowed" : " refused"), () -> model.host(host).mayRoot = allowed);
        return this;
    }

    /**
     * Says whether it is root itself; it is not at first.
     *
     * @param root whether it is
     * @return this login
     */
    public SimulatedLogin asRoot(boolean root) {
        model.event("login on " + host + (root ? " is root" : " is gpadmin"), () -> model.host(host).isRoot = root);
        return this;
    }

    /**
     * Sets its profile.
     *
     * @param text what {@code .bash_profile} then holds
     * @return this login
     * @throws NullPointerException if the text is null
     */
    public SimulatedLogin profile(String text) {
        Checks.notNull(text, "text");
        String path = "/home/gpadmin/.bash_profile";
        model.event("write " + path + " on " + host, () -> model.host(host).write(path, text));
        return this;
    }

    private interface Change {
        void on(SimLogin login);
    }

    private SimulatedLogin event(String what, Change change) {
        model.event("the login of " + host + " " + what, () -> change.on(model.host(host).login));
        return this;
    }
}
