package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.script.LoginScripts;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a host has installed and set. */
public record EnvironmentOf(HostName on, InstanceLocation at) implements Question<HostEnvironment> {

    /** What a move and its utilities run on a host of the master or the standby. */
    static final List<String> PROGRAMS = List.of(
            "psql",
            "pg_ctl",
            "gpstate",
            "gpinitstandby",
            "gpactivatestandby",
            "pg_controldata",
            "pg_basebackup",
            "ssh");

    private static final List<String> FILES = List.of(".bash_profile", ".bashrc");

    @Override
    public HostEnvironment ask(LiveInspection hosts) throws InterruptedException {
        Dialect dialect = hosts.dialect();
        CommandResult version = hosts.run(on, dialect.installedVersion());
        CommandResult parent = hosts.run(
                on, PlainCommand.plain("test", "-d", at.dataDirectory().parent()));
        CommandResult found = hosts.run(on, dialect.locate(at, PROGRAMS));
        List<ProfileValue> profile = new ArrayList<>();
        for (String file : FILES) {
            // A file that is not there sets nothing.
            String text = hosts.run(on, PlainCommand.plain("cat", file)).stdout();
            List<String> variables = new ArrayList<>(dialect.dataDirectoryVariables());
            variables.add("PGPORT");
            for (String variable : variables) {
                ShellProfile.valueOf(variable, text)
                        .ifPresent(v -> profile.add(new ProfileValue("~/" + file, variable, v)));
            }
        }
        String printed = version.stdout().strip();
        return new HostEnvironment(
                version.exitedZero() && !printed.isEmpty() ? Optional.of(printed) : Optional.empty(),
                parent.exitedZero(),
                missing(found.stdout()),
                profile,
                login(hosts));
    }

    private LoginEnvironment login(LiveInspection hosts) throws InterruptedException {
        try {
            return LoginEnvironment.read(
                    hosts.run(
                            on,
                            PlainCommand.plain(
                                    "sh",
                                    "-c",
                                    LoginScripts.SURVEY,
                                    "gp-failover",
                                    at.dataDirectory().path())),
                    // Under ssh this shell reads the login's start-up file again: what it prints is that file's.
                    hosts.run(on, PlainCommand.plain("bash", "-c", ":")),
                    hosts.run(on, PlainCommand.plain("true")));
        } catch (TransportException e) {
            return LoginEnvironment.untold();
        }
    }

    /** What is not named is missing, whatever the exit status: an output that was lost shows no program. */
    private static List<String> missing(String paths) {
        Set<String> names = paths.lines()
                .map(String::strip)
                .filter(p -> p.startsWith("/"))
                .map(p -> p.substring(p.lastIndexOf('/') + 1))
                .collect(Collectors.toSet());
        return PROGRAMS.stream().filter(p -> !names.contains(p)).toList();
    }
}
