package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.core.internal.inspect.LoginEnvironment;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.internal.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    /** All of it, as facts and warnings. */
    static Findings of(Map<InstanceLocation, HostEnvironment> found, StepContext now) {
        return Findings.all(found.entrySet().stream()
                .map(e -> of(e.getKey(), e.getValue().login(), now))
                .toList());
    }

    private static Findings of(InstanceLocation at, LoginEnvironment login, StepContext now) {
        if (!login.told()) {
            return Findings.fact("login of " + at.host(), "not told");
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("programs of administration on " + at.host(), String.join(", ", login.programs()));
        facts.put("socket of " + at, login.socket().orElse("none; asked over TCP"));
        facts.put("start-up of a login on " + at.host(), login.startUp().toMillis() + " ms");
        List<String> warnings = new ArrayList<>();
        List<String> misleading = new ArrayList<>();
        new TreeMap<>(login.variables()).forEach((name, value) -> {
            if (misleads(at, name, value, now)) {
                misleading.add(SECRET.contains(name) ? name : name + "=" + Checks.shown(value));
            }
        });
        if (!misleading.isEmpty()) {
            warnings.add("the login on " + at.host() + " sets " + String.join(", ", misleading)
                    + ": no command of this library uses that, passwords come from ~/.pgpass; an operator's"
                    + " own commands there do");
        }
        if (!login.prints().isEmpty()) {
            warnings.add("the start-up file of the login on " + at.host() + " prints " + Checks.shown(login.prints())
                    + ": it is not taken for a command's, but gpstate and gpinitstandby of other hosts stumble over"
                    + " it; let it print in interactive shells only");
        }
        if (!login.complains().isEmpty()) {
            warnings.add("each program on " + at.host() + " prints on its standard error "
                    + Checks.shown(login.complains()) + ": it is not taken for a program's own complaint");
        }
        if (login.startUp().compareTo(SLOW) >= 0) {
            warnings.add("a command on " + at.host() + " that does nothing takes "
                    + login.startUp().toMillis()
                    + " ms: each command of a move takes that long before it begins, while clients"
                    + " wait too");
        }
        return Findings.facts(facts).and(Findings.warnings(warnings));
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
