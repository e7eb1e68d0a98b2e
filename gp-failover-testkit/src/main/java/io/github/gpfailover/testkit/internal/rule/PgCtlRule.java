package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.StartRules;

/** {@code pg_ctl stop|status|promote|start|restart|reload} (40-46, 70, 73, 82, c1, f7); texts marked so are from PostgreSQL 9.4's source. */
final class PgCtlRule implements Rule {

    private static final int DEFAULT_SECONDS = 60;

    private static final class Options {
        String action = "";
        String mode = "smart";
        String directory = "";
        String options = "";
        String log = "";
        int seconds = DEFAULT_SECONDS;
        boolean wait;
    }

    @Override
    public void run(Call call) {
        Options options = read(call);
        switch (options.action) {
            case "stop" -> stop(call, options);
            case "status" -> status(call, options);
            case "promote" -> promote(call, options);
            case "start" -> start(call, options);
            case "restart" -> restart(call, options);
            case "reload" -> reload(call, options);
            default -> throw call.unknown("pg_ctl " + options.action);
        }
    }

    private static Options read(Call call) {
        Options options = new Options();
        options.directory = call.variable("MASTER_DATA_DIRECTORY");
        for (int i = 1; i < call.words.size(); i++) {
            String word = call.words.get(i);
            switch (word) {
                case "-m" -> options.mode = call.words.get(++i);
                case "-t" -> options.seconds = Integer.parseInt(call.words.get(++i));
                case "-D" -> options.directory = call.words.get(++i);
                case "-l" -> options.log = call.words.get(++i);
                case "-o" -> options.options = call.words.get(++i);
                case "-w" -> options.wait = true;
                default -> {
                    if (word.startsWith("-") || !options.action.isEmpty()) {
                        throw call.unknown("argument " + word);
                    }
                    options.action = word;
                }
            }
        }
        return options;
    }

    private static Server running(Call call, String directory) {
        for (Server server : call.host.servers) {
            if (server.directory.path.equals(directory)) {
                return server;
            }
        }
        return null;
    }

    private static boolean noPidFile(Call call, String directory) {
        if (call.host.read(directory + '/' + ServerDirectory.PID_FILE) != null) {
            return false;
        }
        call.err
                .append("pg_ctl: PID file \"")
                .append(directory)
                .append("/postmaster.pid\" does not exist\nIs server running?\n");
        call.exit = 1;
        call.takes(20);
        return true;
    }

    private static String stalePid(Call call, String directory) {
        String text = call.host.read(directory + '/' + ServerDirectory.PID_FILE);
        return text.substring(0, text.indexOf('\n'));
    }

    private static void stop(Call call, Options options) {
        if (noPidFile(call, options.directory)) {
            return;
        }
        Server server = running(call, options.directory);
        if (server == null || !server.alive) {
            // From the source; the process that the file names is gone.
            call.err
                    .append("pg_ctl: could not send stop signal (PID: ")
                    .append(stalePid(call, options.directory))
                    .append("): No such process\n");
            call.exit = 1;
            call.takes(20);
            return;
        }
        call.out.append("waiting for server to shut down...");
        if (options.mode.equals("immediate")) {
            call.world.lifecycle.aborted(server);
            stoppedAfter(call, 120);
            return;
        }
        if (options.mode.equals("fast")) {
            call.world.lifecycle.endSessions(server);
        }
        server.state = server.directory.isStandby() ? server.state : Server.State.STOPPING;
        boolean clientsStay = !server.sessions.isEmpty();
        long now = call.world.time.now();
        if (server.state == Server.State.STOPPING && server.stopsAt < 0) {
            server.stopsAt = now + server.host.shutdownTakes;
        }
        if (server.state == Server.State.STOPPING && !server.host.stopHangs && !clientsStay && server.stopsAt <= now) {
            call.world.lifecycle.shutDown(server);
        }
        long release = Math.max(call.world.replication.releaseTime(server), server.stopsAt);
        if (server.stopsAt > now) {
            call.world.time.at(server.stopsAt, () -> endSlowly(call, server));
        }
        long giveUp = call.world.time.now() + options.seconds * 1_000_000_000L;
        if (server.host.stopHangs || clientsStay || release > giveUp) {
            if (!server.host.stopHangs && !clientsStay && release < Long.MAX_VALUE) {
                // The wal sender must see its standby flush the last record, so the server ends when the sender gives
                // up.
                call.world.time.at(release, () -> {
                    if (server.alive && server.state == Server.State.STOPPING) {
                        call.world.lifecycle.stopped(server);
                    }
                });
            }
            call.after(options.seconds * 1000L + 50, () -> {
                if (server.alive) {
                    doesNotStop(call, options);
                } else {
                    stoppedAfter(call, options.seconds * 1000L);
                }
            });
        } else if (release > call.world.time.now()) {
            long waited = (release - call.world.time.now()) / 1_000_000 + 120;
            call.after(waited, () -> {
                if (server.alive) {
                    call.world.lifecycle.stopped(server);
                }
                stoppedAfter(call, waited);
            });
        } else {
            call.world.lifecycle.stopped(server);
            stoppedAfter(call, 120);
        }
    }

    /** The last checkpoint of a busy master takes its time. */
    private static void endSlowly(Call call, Server server) {
        if (!server.alive || server.state != Server.State.STOPPING || server.host.stopHangs) {
            return;
        }
        call.world.lifecycle.shutDown(server);
        if (call.world.replication.releaseTime(server) <= call.world.time.now()) {
            call.world.lifecycle.stopped(server);
        }
    }

    private static void doesNotStop(Call call, Options options) {
        dots(call, options.seconds);
        call.out.append(" failed\n");
        call.err.append("pg_ctl: server does not shut down\n");
        if (options.mode.equals("smart")) {
            call.err.append("HINT: The \"-m fast\" option immediately disconnects sessions rather than\n"
                    + "waiting for session-initiated disconnection.\n");
        }
        call.exit = 1;
    }

    private static void stoppedAfter(Call call, long millis) {
        dots(call, Math.max(1, (int) (millis / 1000)));
        call.out.append(" done\nserver stopped\n");
        if (!call.pending()) {
            call.takes(millis);
        }
    }

    private static void dots(Call call, int seconds) {
        for (int i = 0; i < seconds; i++) {
            call.out.append('.');
        }
    }

    private static void status(Call call, Options options) {
        Server server = running(call, options.directory);
        call.takes(20);
        if (server != null && server.alive) {
            call.out
                    .append("pg_ctl: server is running (PID: ")
                    .append(server.pid)
                    .append(")\n/usr/local/greenplum-db/bin/postgres \"-D\" \"")
                    .append(options.directory)
                    .append("\" \"-p\" \"")
                    .append(server.port)
                    .append("\" \"-E\"\n");
        } else if (call.host.isDirectory(options.directory)) {
            call.out.append("pg_ctl: no server running\n");
            call.exit = 3;
        } else {
            // From the source.
            call.err.append("pg_ctl: directory \"").append(options.directory).append("\" does not exist\n");
            call.exit = 4;
        }
    }

    private static void promote(Call call, Options options) {
        if (noPidFile(call, options.directory)) {
            return;
        }
        call.takes(15);
        Server server = running(call, options.directory);
        if (server != null && server.alive && server.state == Server.State.STANDBY) {
            call.world.lifecycle.promote(server);
            call.out.append("server promoting\n");
        } else if (server != null && server.alive && server.directory.isStandby()) {
            call.out.append("server promoting\n");
        } else if (server == null || !server.alive) {
            // From the source.
            call.err
                    .append("pg_ctl: could not send promote signal (PID: ")
                    .append(stalePid(call, options.directory))
                    .append("): No such process\n");
            call.exit = 1;
        } else {
            // From the source.
            call.err.append("pg_ctl: cannot promote server; server is not in standby mode\n");
            call.exit = 1;
        }
    }

    private static void start(Call call, Options options) {
        ServerDirectory directory = call.host.directories.get(options.directory);
        if (directory == null && !call.host.isDirectory(options.directory)) {
            // From the source of 9.4 (get_pgpid in pg_ctl.c), which prints it on standard output; no recording has it.
            call.out.append("pg_ctl: directory \"").append(options.directory).append("\" does not exist\n");
            call.exit = 1;
            call.takes(20);
            return;
        }
        if (directory == null) {
            throw call.unknown("start on a directory that holds no server");
        }
        int port = port(call, options);
        boolean stale = directory.files.containsKey(ServerDirectory.PID_FILE);
        if (stale) {
            call.err.append("pg_ctl: another server might be running; trying to start server anyway\n");
        }
        Server other = running(call, options.directory);
        if (other != null || call.host.listening(port) != null) {
            // From the source: the lock file's process lives, or an orphan holds the shared memory.
            call.out.append(options.wait ? "waiting for server to start...." : "server starting\n");
            if (options.wait) {
                ended(call);
            }
            call.takes(1000);
            return;
        }
        if (!options.wait) {
            call.out.append("server starting\n");
            call.after(20, () -> {});
            call.world.time.at(call.world.time.now() + 400_000_000L, () -> begin(call, directory, port));
            return;
        }
        call.out.append("waiting for server to start....");
        call.after(400, () -> {
            String failure = StartRules.failure(directory);
            if (failure != null) {
                log(call, options, failure);
                ended(call);
                return;
            }
            Server server = begin(call, directory, port);
            boolean mirror = server != null && server.state == Server.State.STANDBY;
            if (mirror) {
                // It asks until it learns how the server is.
                call.world.replication.refusedLogin(server);
            }
            call.out.append(" done\n").append(mirror ? "server started in mirror mode\n" : "server started\n");
        });
    }

    // From the source of 9.4: its server ended before it took connections.
    private static void ended(Call call) {
        call.out.append(" stopped waiting\n");
        call.err.append("pg_ctl: could not start server\nExamine the log output.\n");
        call.exit = 1;
    }

    private static void log(Call call, Options options, String text) {
        if (!options.log.isEmpty()) {
            String before = call.host.read(options.log);
            call.host.write(options.log, (before == null ? "" : before) + text + '\n');
        }
    }

    /** A stop and a start, each with its own wait (recording f7); without a server it starts one, as the source of 9.4 has it. */
    private static void restart(Call call, Options options) {
        if (!options.wait || !options.mode.equals("fast")) {
            throw call.unknown("a restart that does not wait, or is not fast");
        }
        Server server = running(call, options.directory);
        if (server == null || !server.alive) {
            // From the source; no recording has it.
            call.err
                    .append("pg_ctl: PID file \"")
                    .append(options.directory)
                    .append("/postmaster.pid\" does not exist\nIs server running?\nstarting server anyway\n");
            start(call, options);
            return;
        }
        call.out.append("waiting for server to shut down...");
        call.world.lifecycle.endSessions(server);
        server.state = server.directory.isStandby() ? server.state : Server.State.STOPPING;
        long release = call.world.replication.releaseTime(server);
        long giveUp = call.world.time.now() + options.seconds * 1_000_000_000L;
        if (server.host.stopHangs || release > giveUp) {
            call.after(options.seconds * 1000L + 50, () -> doesNotStop(call, options));
            return;
        }
        call.after(120 + Math.max(0, release - call.world.time.now()) / 1_000_000, () -> {
            call.world.lifecycle.stopped(server);
            call.out.append(". done\nserver stopped\n");
            start(call, options);
        });
    }

    private static void reload(Call call, Options options) {
        if (noPidFile(call, options.directory)) {
            return;
        }
        Server server = running(call, options.directory);
        if (server == null || !server.alive) {
            // From the source; the process that the file names is gone.
            call.err
                    .append("pg_ctl: could not send reload signal (PID: ")
                    .append(stalePid(call, options.directory))
                    .append("): No such process\n");
            call.exit = 1;
        } else {
            // From the source; no recording has it.
            call.out.append("server signaled\n");
            call.world.lifecycle.reload(server);
        }
        call.takes(20);
    }

    private static Server begin(Call call, ServerDirectory directory, int port) {
        return call.host.on && running(call, directory.path) == null && StartRules.failure(directory) == null
                ? call.world.lifecycle.start(call.host, directory, port)
                : null;
    }

    private static int port(Call call, Options options) {
        int at = options.options.indexOf("-p ");
        String text = at < 0
                ? call.variable("PGPORT")
                : options.options.substring(at + 3).strip().split(" ", 2)[0];
        if (text.isEmpty()) {
            throw call.unknown("start without a port in -o or PGPORT");
        }
        return Integer.parseInt(text);
    }
}
