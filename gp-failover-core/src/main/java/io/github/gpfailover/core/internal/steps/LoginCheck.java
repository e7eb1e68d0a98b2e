package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.core.internal.inspect.LoginEnvironment;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The check of what the logins bring into each command. The library's own commands use nothing of it; it matters because the vendor's
 * utilities log in to other hosts by themselves.
 */
final class LoginCheck {

    private static final Duration SLOW = Duration.ofMillis(200);
    private static final Set<String> SECRET = Set.of("PGPASSWORD", "PGPASSFILE");

    private LoginCheck() {}

    /** Reports it all, as facts and warnings. */
    static void tell(Map<InstanceLocation, HostEnvironment> found, StepContext now) {
        found.forEach((at, environment) -> tell(at, environment.login(), now));
    }

    private static void tell(InstanceLocation at, LoginEnvironment login, StepContext now) {
        if (!login.told()) {
            now.fact("login of " + at.host(), "not told");
            return;
        }
        now.fact("programs of administration on " + at.host(), String.join(", ", login.programs()));
        now.fact("socket of " + at, login.socket().orElse("none; asked over TCP"));
        now.fact("start-up of a login on " + at.host(), login.startUp().toMillis() + " ms");
        List<String> misleading = new ArrayList<>();
        new TreeMap<>(login.variables()).forEach((name, value) -> {
            if (misleads(at, name, value, now)) {
                misleading.add(SECRET.contains(name) ? name : name + "=" + Checks.shown(value));
            }
        });
        if (!misleading.isEmpty()) {
            now.warn(
                    "the login on " + at.host() + " sets " + String.join(", ", misleading)
                            + ": no command of this library uses that, passwords come from ~/.pgpass; an operator's own commands there do");
        }
        if (!login.prints().isEmpty()) {
            now.warn("the start-up file of the login on " + at.host() + " prints " + Checks.shown(login.prints())
                    + ": it is not taken for a command's, but gpstate and gpinitstandby of other hosts stumble over it; let it print"
                    + " in interactive shells only");
        }
        if (!login.complains().isEmpty()) {
            now.warn("each program on " + at.host() + " prints on its standard error " + Checks.shown(login.complains())
                    + ": it is not taken for a program's own complaint");
        }
        if (login.startUp().compareTo(SLOW) >= 0) {
            now.warn("a command on " + at.host() + " that does nothing takes "
                    + login.startUp().toMillis()
                    + " ms: each command of a move takes that long before it begins, while clients"
                    + " wait too");
        }
    }

    /** What is set as the server has it misleads nobody. */
    private static boolean misleads(InstanceLocation at, String name, String value, StepContext now) {
        return switch (name) {
            case "PGPORT" -> !value.equals(Integer.toString(at.port()));
            case "MASTER_DATA_DIRECTORY", "COORDINATOR_DATA_DIRECTORY" ->
                !value.equals(at.dataDirectory().path());
            case "PGUSER" -> !value.equals(now.cluster().adminUser().value());
            case "PGDATABASE" -> false;
            default -> !value.isEmpty() || SECRET.contains(name);
        };
    }
}
