package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.internal.CommandWrappers;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.UnknownCommandException;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The programs that a simulated host has. */
public final class Rules {

    private static final String ENVIRONMENT = "/usr/local/greenplum-db/greenplum_path.sh";
    // What logins by ssh have in /usr/sbin only, on many systems.
    private static final Set<String> SYSTEM_PROGRAMS = Set.of("ip", "ss");
    private static final Set<String> PRODUCT = Set.of(
            "psql",
            "postgres",
            "pg_ctl",
            "pg_controldata",
            "pg_basebackup",
            "pg_xlogdump",
            "pg_rewind",
            "gpstate",
            "gpinitstandby",
            "gpactivatestandby");

    private final Map<String, Rule> onPath = new HashMap<>();
    private final Map<String, Rule> sourced = new HashMap<>();

    /** Makes the rules. */
    public Rules() {
        onPath.put("ps", new PsRule());
        onPath.put("cat", new CatRule());
        onPath.put("test", new TestRule());
        onPath.put("mv", new MvRule());
        onPath.put("kill", new KillRule());
        onPath.putAll(PlainPrograms.all());
        onPath.putAll(HostPrograms.all());
        onPath.put("sh", new ShRule(this));
        onPath.put("ip", new IpRule());
        onPath.put("id", new IdRule());
        onPath.put("ss", new SsRule());
        onPath.put("sudo", new SudoRule(this));
        onPath.put("getent", new GetentRule());
        onPath.put("stat", new StatRule());
        onPath.put("grep", new GrepRule());
        sourced.put("pg_controldata", new ControlDataRule());
        sourced.put("postgres", new PostgresRule());
        sourced.put("pg_xlogdump", new XlogdumpRule());
        sourced.put("pg_rewind", new RewindRule());
        sourced.put("pg_ctl", new PgCtlRule());
        sourced.put("psql", new PsqlRule());
        sourced.put("gpstate", new GpstateRule());
        sourced.put("gpinitstandby", new GpinitstandbyRule());
        sourced.put("gpactivatestandby", new GpactivatestandbyRule());
    }

    /** Unwraps a command: only the library's own forms are known. */
    public static List<String> words(Command command) {
        return CommandWrappers.read(command.program()).program();
    }

    /** Says whether a program comes with the product. */
    static boolean ofProduct(String program) {
        return PRODUCT.contains(program);
    }

    /** Names the program that a command runs, behind sudo if need be. */
    public static String program(List<String> words) {
        return words.get(
                words.size() > 2 && words.get(0).equals("sudo") && words.get(1).equals("-n") ? 2 : 0);
    }

    Rule onPath(String program) {
        return onPath.get(program);
    }

    /** Runs a command. */
    public void run(World world, SimHost host, Call call) {
        CommandWrappers.Unwrapped given = CommandWrappers.read(call.command.program());
        String program = call.words.get(0);
        Rule rule = onPath.get(program);
        if (rule == null) {
            rule = sourced.get(program);
            if (rule != null && !call.sourced()) {
                throw new UnknownCommandException(
                        host.name, call.command, program + " is not on the PATH: source " + ENVIRONMENT);
            }
        }
        if (rule == null) {
            throw new UnknownCommandException(host.name, call.command, "program " + program);
        }
        String script = call.command.environmentScript().or(given::script).orElse(ENVIRONMENT);
        if (!script.equals(ENVIRONMENT)) {
            throw new UnknownCommandException(host.name, call.command, "there is no " + script);
        }
        if (world.controller == host) {
            throw new UnknownCommandException(host.name, call.command, "the controller has no part in the cluster");
        }
        boolean system = call.command.systemProgram() || given.systemProgram();
        boolean reached = system || host.login.systemPath || !SYSTEM_PROGRAMS.contains(program);
        if (host.missingPrograms.contains(program) || !reached) {
            missing(call, script, system);
        } else {
            rule.run(call);
        }
    }

    /** What bash says where {@link CommandWrappers#SOURCING} finds no such program, and dash where {@code SYSTEM_PATH} finds none. */
    private static void missing(Call call, String script, boolean system) {
        if (!PRODUCT.contains(call.words.get(0)) && !system) {
            throw new TransportException(
                    TransportException.Reason.NOT_STARTED,
                    call.host.name,
                    "'" + call.command + "' was not run: there is no " + call.words.get(0) + " on the path",
                    null);
        }
        call.err
                .append(system ? "gp-failover: 1: exec: " : script + ": line 1: exec: ")
                .append(call.words.get(0))
                .append(": not found\n");
        call.exit = 127;
        call.takes(20);
    }
}
