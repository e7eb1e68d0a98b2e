package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.Texts;
import java.util.List;

/**
 * {@code pg_rewind --progress --source-server=CONNECTION --target-pgdata=DIR}: its arguments and its connection to the source (c4); what it does is
 * {@link Rewind}. Failures are worded as its source in Greenplum 6 does, on standard output; no recording has them.
 */
final class RewindRule implements Rule {

    private static final String SOURCE = "--source-server=";
    private static final String TARGET = "--target-pgdata=";
    private static final long CONNECT_MILLIS = 30;

    @Override
    public void run(Call call) {
        List<String> words = call.words;
        if (words.size() != 4
                || !words.get(1).equals("--progress")
                || !words.get(2).startsWith(SOURCE)
                || !words.get(3).startsWith(TARGET)) {
            throw call.unknown("only pg_rewind --progress --source-server=... --target-pgdata=... was recorded");
        }
        if (!call.variable("PGOPTIONS").contains("gp_session_role=utility")) {
            throw call.unknown("pg_rewind was recorded with a utility session only");
        }
        PsqlOptions source = new PsqlOptions();
        source.connection(words.get(2).substring(SOURCE.length()));
        call.after(CONNECT_MILLIS, () -> connect(call, source, words.get(3).substring(TARGET.length())));
    }

    private static void connect(Call call, PsqlOptions source, String target) {
        SimHost host = call.world.host(source.host);
        if (host == null) {
            fatal(
                    call,
                    "could not connect to server: could not translate host name \"" + source.host
                            + "\" to address: Name or service not known\n");
        } else if (!call.world.connected(call.host, host) || host.hung) {
            call.hang();
        } else {
            Server server = host.listening(source.port);
            if (server == null) {
                fatal(
                        call,
                        "could not connect to server: could not connect to server: Connection refused\n\tIs the server"
                                + " running on host \"" + source.host + "\" (" + host.address
                                + ") and accepting\n\tTCP/IP connections on port " + source.port + "?\n");
            } else if (server.state != Server.State.MASTER) {
                fatal(call, "could not connect to server: " + Texts.notAccepting(server));
            } else {
                call.out.append("connected to server\n");
                begin(call, server, target);
            }
        }
    }

    private static void begin(Call call, Server source, String target) {
        ServerDirectory directory = call.host.directories.get(target);
        if (directory == null || directory.systemIdentifier == 0) {
            fatal(
                    call,
                    "could not open file \"" + target
                            + "/global/pg_control\" for reading: No such file or directory\n");
        } else {
            new Rewind(call, source, directory).run();
        }
    }

    /** Ends it as its pg_fatal does. */
    static void fatal(Call call, String message) {
        call.out.append('\n').append(message).append("Failure, exiting\n");
        call.exit = 1;
    }
}
