package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.inspect.HostEnvironment;
import io.github.gpfailover.core.internal.inspect.ProfileValue;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Noted;
import io.github.gpfailover.core.internal.step.StepContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The comparison of what a host's start-up files set with the servers there. The library relies on neither; it exists because an operator's
 * utilities do, and after a move they would work on another server.
 */
final class VariableCheck {

    private VariableCheck() {}

    /** What is set to something else than any server there has; what is not set or can't be determined only warns. */
    static Noted<List<String>> faults(Map<InstanceLocation, HostEnvironment> found, StepContext now) {
        Map<HostName, List<InstanceLocation>> hosts = new LinkedHashMap<>();
        found.keySet()
                .forEach(p ->
                        hosts.computeIfAbsent(p.host(), h -> new ArrayList<>()).add(p));
        List<Noted<List<String>>> told = new ArrayList<>();
        hosts.forEach((host, servers) -> {
            List<ProfileValue> set = found.get(servers.get(0)).profile();
            told.add(faults(
                    host,
                    now.dialect().dataDirectoryVariables(),
                    set,
                    servers,
                    p -> p.dataDirectory().path()));
            told.add(faults(host, List.of("PGPORT"), set, servers, p -> Integer.toString(p.port())));
        });
        return new Noted<>(
                told.stream().flatMap(t -> t.answer().stream()).toList(),
                Findings.all(told.stream().map(Noted::findings).toList()));
    }

    private static Noted<List<String>> faults(
            HostName host,
            List<String> variables,
            List<ProfileValue> all,
            List<InstanceLocation> servers,
            Function<InstanceLocation, String> wanted) {
        List<ProfileValue> set =
                all.stream().filter(v -> variables.contains(v.variable())).toList();
        List<String> right = servers.stream().map(wanted).distinct().toList();
        List<String> warnings = new ArrayList<>();
        if (set.isEmpty()) {
            warnings.add(host + ": neither ~/.bash_profile nor ~/.bashrc sets " + String.join(" or ", variables)
                    + " to " + String.join(" or ", right) + "; an operator's utilities there need it");
        }
        List<String> faults = new ArrayList<>();
        for (ProfileValue value : set) {
            String said = host + ": " + value.file() + " sets " + value.variable() + " to '" + value.value() + "'";
            if (value.expands()) {
                warnings.add(said + ", which only a shell could compare with " + String.join(" or ", right));
            } else if (!right.contains(plain(value.value()))) {
                faults.add(said + ", but the server there has " + String.join(" or ", right)
                        + "; an operator's utilities there would go elsewhere");
            }
        }
        return new Noted<>(faults, Findings.warnings(warnings));
    }

    private static String plain(String value) {
        return value.length() > 1 && value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }
}
