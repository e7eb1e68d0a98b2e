package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.script.LoginScripts;
import io.github.gpfailover.core.internal.text.DiskSpace;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The questions that describe a host: what it has installed, set and free, what its clock says, and whom it reaches. They exist for
 * {@code checkHealth()} and for the checks before a stop.
 */
final class HostQuestions {

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

    private static final Duration QUESTION = Duration.ofSeconds(15);
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final Pattern NETWORK = Pattern.compile("\\binet ([0-9.]{7,15}/[0-9]{1,2})\\b");
    private static final List<String> FILES = List.of(".bash_profile", ".bashrc");

    private final Supplier<Dialect> words;
    private final CommandTransport transport;

    HostQuestions(Supplier<Dialect> words, CommandTransport transport) {
        this.words = words;
        this.transport = transport;
    }

    HostEnvironment environment(HostName host, InstanceLocation at) throws InterruptedException {
        Dialect dialect = words.get();
        CommandResult version = ask(host, dialect.installedVersion());
        CommandResult parent = ask(host, plain("test", "-d", at.dataDirectory().parent()));
        CommandResult found = ask(host, dialect.locate(at, PROGRAMS));
        List<ProfileValue> profile = new ArrayList<>();
        for (String file : FILES) {
            // A file that is not there sets nothing.
            String text = ask(host, plain("cat", file)).stdout();
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
                login(host, at));
    }

    private LoginEnvironment login(HostName host, InstanceLocation at) throws InterruptedException {
        try {
            return LoginEnvironment.read(
                    ask(
                            host,
                            plain(
                                    "sh",
                                    "-c",
                                    LoginScripts.SURVEY,
                                    "gp-failover",
                                    at.dataDirectory().path())),
                    // Under ssh this shell reads the login's start-up file again: what it prints is that file's.
                    ask(host, plain("bash", "-c", ":")),
                    ask(host, plain("true")));
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

    DiskSpace directorySize(InstanceLocation at) throws InterruptedException {
        try {
            Command du = english("du", "-skL", at.dataDirectory().path())
                    .timeout(Duration.ofMinutes(1))
                    .build();
            return DiskSpace.used(ask(at.host(), du));
        } catch (TransportException e) {
            return DiskSpace.untold(e.getMessage());
        }
    }

    DiskSpace freeSpace(InstanceLocation at) throws InterruptedException {
        try {
            return DiskSpace.free(
                    ask(at.host(), plain("df", "-Pk", at.dataDirectory().parent())));
        } catch (TransportException e) {
            return DiskSpace.untold(e.getMessage());
        }
    }

    OptionalLong epochSecond(HostName host) throws InterruptedException {
        try {
            CommandResult date = ask(host, plain("date", "+%s"));
            String text = date.stdout().strip();
            return date.exitedZero() && text.matches("[0-9]{1,18}")
                    ? OptionalLong.of(Long.parseLong(text))
                    : OptionalLong.empty();
        } catch (TransportException e) {
            return OptionalLong.empty();
        }
    }

    Optional<String> sshFault(HostName from, HostName to) throws InterruptedException {
        try {
            CommandResult said =
                    ask(from, plain("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", to.value(), "true"));
            return said.exitedZero() ? Optional.empty() : Optional.of(said.lastLine());
        } catch (TransportException e) {
            return Optional.of("it could not be tried: " + e.getMessage());
        }
    }

    Optional<String> address(HostName from, HostName of) throws InterruptedException {
        try {
            return ask(from, plain("getent", "ahostsv4", of.value()))
                    .stdout()
                    .lines()
                    .map(l -> l.strip().split("\\s+", 2)[0])
                    .filter(a -> IPV4.matcher(a).matches())
                    .findFirst();
        } catch (TransportException e) {
            return Optional.empty();
        }
    }

    /** The host's own addresses with their prefix lengths; empty if they can't be determined. */
    List<String> networks(HostName host) throws InterruptedException {
        try {
            Command question = english("ip", "-o", "-4", "addr", "show", "scope", "global")
                    .systemProgram()
                    .timeout(QUESTION)
                    .build();
            CommandResult told = ask(host, question);
            List<String> all = new ArrayList<>();
            for (String line : told.exitedZero() ? told.stdout().lines().toList() : List.<String>of()) {
                Matcher network = NETWORK.matcher(line);
                if (network.find()) {
                    all.add(network.group(1));
                }
            }
            return all;
        } catch (TransportException e) {
            return List.of();
        }
    }

    private static Command plain(String... words) {
        return english(words).timeout(QUESTION).build();
    }

    private static Command.Builder english(String... words) {
        return Command.builder(List.of(words)).variable("LC_ALL", "C");
    }

    private CommandResult ask(HostName host, Command command) throws InterruptedException {
        return transport.execute(host, command);
    }
}
