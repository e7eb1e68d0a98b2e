package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerSession;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.Stream;
import java.util.List;

/** {@code kill -TERM|-KILL PID...}: silent, as on every host; a session that ends takes its open transaction with it. */
final class KillRule implements Rule {

    @Override
    public void run(Call call) {
        if (call.words.size() < 3
                || !(call.words.get(1).equals("-TERM") || call.words.get(1).equals("-KILL"))) {
            throw call.unknown("only kill -TERM|-KILL PID... is known");
        }
        boolean hard = call.words.get(1).equals("-KILL");
        for (String word : call.words.subList(2, call.words.size())) {
            if (word.equals("--")) {
                continue;
            }
            if (!end(call, Integer.parseInt(word), hard)) {
                // Text of procps' kill, which Debian has; no recording has it.
                call.err.append("kill: (").append(word).append("): No such process\n");
                call.exit = 1;
            }
        }
        call.takes(20);
        call.world.check();
    }

    private static boolean end(Call call, int pid, boolean hard) {
        SimHost host = call.host;
        for (Server server : List.copyOf(host.servers)) {
            if (server.alive && server.pid == pid) {
                endPostmaster(call, server, hard);
                return true;
            }
            if (server.logging && server.loggerPid == pid) {
                // A living postmaster starts another; an orphan's is gone for good.
                server.logging = server.alive;
                return true;
            }
            for (ServerSession session : List.copyOf(server.sessions)) {
                if (session.pid == pid) {
                    call.world.lifecycle.endSession(session);
                    return true;
                }
            }
            Stream stream = server.sends != null && server.sends.senderPid == pid ? server.sends : server.receives;
            if (stream != null && (stream.senderPid == pid || stream.receiverPid == pid)) {
                call.world.replication.terminateSender(stream);
                return true;
            }
        }
        return false;
    }

    private static void endPostmaster(Call call, Server server, boolean hard) {
        if (hard) {
            call.world.lifecycle.killed(server);
        } else if (server.sessions.isEmpty()) {
            call.world.lifecycle.stopped(server);
        } else {
            // TERM to a postmaster is a smart shutdown: it waits for its clients.
            server.state = Server.State.STOPPING;
        }
    }
}
