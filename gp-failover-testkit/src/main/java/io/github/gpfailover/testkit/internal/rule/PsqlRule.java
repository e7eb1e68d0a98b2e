package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SegmentInstance;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * psql: arguments, the connection to a server, and what it says to a login (20-25, 27). Texts of libpq are from 9.4's source.
 */
final class PsqlRule implements Rule {

    private static final int SCRIPTS_KEPT = 1000;
    private static final int DEFAULT_PORT = 5432;
    // Segments keep no log of their own in the model.
    private static final long MIRROR_POSITION = 0xC000000L;

    private final Map<String, List<Statement>> scripts = new HashMap<>();

    @Override
    public void run(Call call) {
        PsqlOptions options = PsqlOptions.read(call);
        String sql = options.lastCommand != null
                ? options.lastCommand
                : call.command.stdin().orElse("");
        List<Statement> statements = options.replication ? List.of() : statements(call, sql);
        if (!options.address.isEmpty()) {
            // libpq goes to the address, whatever the host's name.
            options.host = options.address;
        }
        SimHost target = options.socket() ? call.host : host(call, options.host);
        if (!options.service.isEmpty()) {
            refuse(call, "psql: definition of service \"" + options.service + "\" not found\n");
        } else if (target == null) {
            refuse(
                    call,
                    "psql: could not translate host name \"" + options.host
                            + "\" to address: Name or service not known\n");
        } else if (call.world.network.noRoute(call.host, target, address(options, target))) {
            refuse(call, notConnected("No route to host", options, target));
        } else if (!call.world.network.connected(call.host, target, address(options, target))
                || (target.hung && target != call.host)) {
            unreachable(call);
        } else {
            connect(call, options, statements, target);
        }
    }

    private static SimHost host(Call call, String nameOrAddress) {
        SimHost named = call.world.host(nameOrAddress);
        return named != null ? named : call.world.hostAt(nameOrAddress);
    }

    private static String address(PsqlOptions options, SimHost target) {
        return target.addresses.contains(options.host) ? options.host : target.address;
    }

    private static String notConnected(String why, PsqlOptions options, SimHost target) {
        return "psql: could not connect to server: " + why + "\n\tIs the server running on host \"" + options.host
                + "\" (" + address(options, target) + ") and accepting\n\tTCP/IP connections on port " + port(options)
                + "?\n";
    }

    private static int port(PsqlOptions options) {
        return options.port > 0 ? options.port : DEFAULT_PORT;
    }

    private static void unreachable(Call call) {
        String timeout = call.variable("PGCONNECT_TIMEOUT");
        if (timeout.isEmpty()) {
            call.hang();
        } else {
            call.after(Integer.parseInt(timeout) * 1000L, () -> refuse(call, "psql: timeout expired\n"));
        }
    }

    private static void connect(Call call, PsqlOptions options, List<Statement> statements, SimHost target) {
        int port = port(options);
        boolean elsewhere = options.socket() && !options.socketDirectory().equals(target.socketDirectory);
        Server server = elsewhere ? null : target.listening(port);
        if (server != null) {
            login(call, options, statements, server);
            return;
        }
        SegmentInstance segment = elsewhere ? null : target.segment(port);
        if (segment != null && segment.running) {
            loginToSegment(call, options, statements, segment);
        } else if (options.socket()) {
            String socket = options.socketDirectory() + "/.s.PGSQL." + port;
            boolean stale = call.host.files.containsKey(socket);
            refuse(
                    call,
                    "psql: could not connect to server: " + (stale ? "Connection refused" : "No such file or directory")
                            + "\n\tIs the server running locally and accepting\n\tconnections on Unix domain socket \""
                            + socket + "\"?\n");
        } else {
            refuse(call, notConnected("Connection refused", options, target));
        }
    }

    private static void login(Call call, PsqlOptions options, List<Statement> statements, Server server) {
        if (server.state != Server.State.MASTER) {
            refuse(call, "psql: " + Texts.notAccepting(server));
            return;
        }
        if (options.replication) {
            ReplicationLogin.run(call, options, server);
            return;
        }
        PsqlSession session = new PsqlSession(call, options, statements, server);
        long wait = options.utility ? 0 : server.dispatchFrom - call.world.time.now();
        if (wait > 0) {
            // A session that dispatches waits silently until the recovery of distributed transactions is done (dialects
            // §6).
            call.after(wait / 1_000_000 + 1, session::run);
        } else {
            session.run();
        }
    }

    private static void loginToSegment(
            Call call, PsqlOptions options, List<Statement> statements, SegmentInstance segment) {
        if (segment.primary) {
            new SegmentLogin(call, options, segment).run(statements);
        } else {
            // A mirror answers as a standby does (24, 25); its own answer was not recorded.
            refuse(call, "psql: " + Texts.notAccepting(MIRROR_POSITION, segment.host.serverVersion));
        }
    }

    private static void refuse(Call call, String text) {
        call.err.append(text);
        call.exit = 2;
        if (!call.pending()) {
            call.takes(20);
        }
    }

    private List<Statement> statements(Call call, String sql) {
        List<Statement> known = scripts.get(sql);
        if (known != null) {
            return known;
        }
        try {
            if (scripts.size() > SCRIPTS_KEPT) {
                scripts.clear();
            }
            List<Statement> read = Statement.script(sql);
            scripts.put(sql, read);
            return read;
        } catch (IllegalArgumentException e) {
            throw call.unknown(e.getMessage());
        }
    }
}
