package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SimHost;
import java.util.List;
import java.util.Map;

/**
 * What a host reports of itself and of its connections to others: {@code df}, {@code du}, {@code date}, {@code type -P} and {@code ssh}. No
 * recording has them: the texts are those of GNU coreutils, bash and OpenSSH 9.2, seen on a running machine, but for the refused login,
 * whose text is of OpenSSH's source.
 */
final class HostPrograms {

    private static final List<String> BASH = List.of("bash", "--norc", "-p", "-c", "type -P \"$@\"");
    private static final List<String> NOTHING = List.of("bash", "-c", ":");
    private static final List<String> SSH = List.of("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5");
    private static final List<String> MISLEADING =
            List.of("MASTER_DATA_DIRECTORY", "COORDINATOR_DATA_DIRECTORY", "BASH_ENV", "ENV", "COLUMNS");
    private static final long CONNECT_TIMEOUT = 5_000;
    private static final String HOME = "/usr/local/greenplum-db/bin/";

    private HostPrograms() {}

    static Map<String, Rule> all() {
        return Map.of(
                "df", HostPrograms::df,
                "du", HostPrograms::du,
                "date", HostPrograms::date,
                "bash", HostPrograms::locate,
                "ssh", HostPrograms::ssh);
    }

    private static void df(Call call) {
        String path = path(call, "-Pk");
        call.takes(20);
        if (!call.host.isDirectory(path)) {
            call.err.append("df: ").append(path).append(": No such file or directory\n");
            call.exit = 1;
            return;
        }
        long free = call.host.freeKibibytes;
        long used = call.host.diskKibibytes - free;
        long percent = (100 * used + call.host.diskKibibytes - 1) / call.host.diskKibibytes;
        call.out
                .append("Filesystem     1024-blocks     Used Available Capacity Mounted on\n/dev/vda       ")
                .append(call.host.diskKibibytes)
                .append(' ')
                .append(used)
                .append(' ')
                .append(free)
                .append("      ")
                .append(percent)
                .append("% /\n");
    }

    private static void du(Call call) {
        String path = path(call, "-skL");
        call.takes(100);
        if (!call.host.directories.containsKey(path)) {
            if (call.host.isDirectory(path)) {
                throw call.unknown("only the size of a master's or standby's data directory is known");
            }
            call.err.append("du: cannot access '").append(path).append("': No such file or directory\n");
            call.exit = 1;
            return;
        }
        call.out.append(call.world.catalogKibibytes).append('\t').append(path).append('\n');
    }

    private static String path(Call call, String option) {
        if (call.words.size() != 3
                || !call.words.get(1).equals(option)
                || !call.words.get(2).startsWith("/")) {
            throw call.unknown("only " + call.words.get(0) + ' ' + option + " PATH is known");
        }
        return call.words.get(2);
    }

    private static void date(Call call) {
        if (!call.words.equals(List.of("date", "+%s"))) {
            throw call.unknown("only date +%s is known");
        }
        call.out
                .append(call.world.time.instant().plus(call.host.clockOff).getEpochSecond())
                .append('\n');
        call.takes(20);
    }

    /** {@code bash --norc -p -c 'type -P "$@"' bash PROGRAM...}, with the product's script sourced. */
    private static void locate(Call call) {
        if (call.words.equals(NOTHING)) {
            call.out.append(call.host.login.prints);
            call.takes(20);
            return;
        }
        if (call.words.size() <= BASH.size() + 1
                || !call.words.subList(0, BASH.size()).equals(BASH)) {
            throw call.unknown("of bash only 'type -P' is known");
        }
        for (String program : call.words.subList(BASH.size() + 1, call.words.size())) {
            if (call.host.missingPrograms.contains(program)) {
                call.exit = 1;
            } else if (Rules.ofProduct(program)) {
                call.out.append(HOME).append(program).append('\n');
            } else if (program.equals("ssh")) {
                call.out.append("/usr/bin/ssh\n");
            } else {
                throw call.unknown("whether there is a " + program + " is not known");
            }
        }
        call.takes(20);
    }

    /** {@code ssh -o BatchMode=yes -o ConnectTimeout=5 HOST true}. */
    private static void ssh(Call call) {
        if (call.words.size() != SSH.size() + 2
                || !call.words.subList(0, SSH.size()).equals(SSH)
                || !call.words.get(SSH.size() + 1).equals("true")) {
            throw call.unknown("only " + String.join(" ", SSH) + " HOST true is known");
        }
        String name = call.words.get(SSH.size());
        SimHost to = call.world.host(name);
        if (to == null) {
            fails(call, "ssh: Could not resolve hostname " + name + ": Name or service not known\n");
            call.takes(20);
        } else if (to.hung) {
            // It takes the connection, and nothing comes over it.
            call.after(CONNECT_TIMEOUT, () -> fails(call, "Connection timed out during banner exchange\n"));
        } else if (!call.world.connected(call.host, to)) {
            call.after(
                    CONNECT_TIMEOUT,
                    () -> fails(call, "ssh: connect to host " + name + " port 22: Connection timed out\n"));
        } else if (call.host.brokenSsh.contains(name)) {
            call.after(
                    120,
                    () -> fails(
                            call,
                            "gpadmin@" + name
                                    + ": Permission denied (publickey,gssapi-keyex,gssapi-with-mic,password).\n"));
        } else {
            call.takes(150);
        }
    }

    /** The survey of {@link io.github.gpfailover.core.internal.script.LoginScripts}. */
    static void login(Call call) {
        call.host.login.variables.forEach((name, value) -> {
            if (name.startsWith("PG") || name.startsWith("PSQL") || MISLEADING.contains(name)) {
                call.out
                        .append("variable=")
                        .append(name)
                        .append('=')
                        .append(name.equals("PGPASSWORD") ? "" : value)
                        .append('\n');
            }
        });
        for (String program : List.of("/usr/sbin/ip", "/usr/sbin/ss", "/usr/bin/sudo")) {
            if (!call.host.missingPrograms.contains(program.substring(program.lastIndexOf('/') + 1))) {
                call.out.append("program=").append(program).append('\n');
            }
        }
        String file = call.host.read(call.words.get(4) + "/postmaster.pid");
        if (file != null) {
            call.out
                    .append("socket=")
                    .append(file.lines().skip(4).findFirst().orElse(""))
                    .append('\n');
        }
        call.out.append("end=\n");
        call.takes(20);
    }

    private static void fails(Call call, String text) {
        call.err.append(text);
        call.exit = 255;
    }
}
