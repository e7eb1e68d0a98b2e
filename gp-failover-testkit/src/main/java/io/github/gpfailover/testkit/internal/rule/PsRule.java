package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Neighbour;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerSession;
import io.github.gpfailover.testkit.internal.SimJob;
import io.github.gpfailover.testkit.internal.SimTime;
import io.github.gpfailover.testkit.internal.Stream;
import io.github.gpfailover.testkit.internal.Texts;

/**
 * The process table (b4, 82). Titles of the wal sender are those of PostgreSQL 9.4's source; the receiver's is recorded. A
 * server's other helpers (checkpointer, FTS and so on) are left out: no recording lists them.
 */
final class PsRule implements Rule {

    private static final String HEADER = "UID          PID    PPID  C STIME TTY          TIME CMD\n";

    @Override
    public void run(Call call) {
        if (call.words.size() != 2 || !call.words.get(1).equals("-ef")) {
            throw call.unknown("only ps -ef was recorded");
        }
        StringBuilder out = call.out;
        out.append(HEADER);
        for (Server server : call.host.servers) {
            rows(out, server);
        }
        out.append(call.host.segmentRows());
        for (Neighbour n : call.host.neighbours) {
            out.append(Texts.psRow(n.user(), n.pid(), n.parent(), "04:27", n.command()))
                    .append('\n');
        }
        for (SimJob job : call.world.jobs) {
            // A job's own program alone: what starts and watches it is a shell.
            if (job.host() == call.host
                    && job.state().equals("running")
                    && job.program().startsWith("pg_rewind ")) {
                out.append(Texts.psRow(job.pid(), 1, SimTime.hourMinute(job.began()), job.program()))
                        .append('\n');
            }
        }
        String now = SimTime.hourMinute(call.world.time.now());
        out.append(Texts.psRow(call.pid, 1, now, "ps -ef")).append('\n');
        String width = call.variable("COLUMNS");
        if (!width.isEmpty()) {
            cut(out, Integer.parseInt(width));
        }
        call.takes(30);
    }

    /** What procps makes of a width in its environment, whatever it prints to. */
    private static void cut(StringBuilder out, int width) {
        String rows = out.toString();
        out.setLength(0);
        rows.lines().forEach(l -> out.append(l, 0, Math.min(width, l.length())).append('\n'));
    }

    private static void rows(StringBuilder out, Server server) {
        if (server.alive) {
            out.append(server.host.shown(server.postmasterRow)).append('\n');
        }
        if (server.logging) {
            row(out, server, server.loggerPid, "postgres:  " + server.port + ", master logger process   ");
        }
        Stream in = server.receives;
        if (in != null) {
            row(
                    out,
                    server,
                    in.receiverPid,
                    "postgres:  " + server.port + ", wal receiver process   " + in.activity(server.directory.position));
        }
        Stream sends = server.sends;
        if (sends != null) {
            row(
                    out,
                    server,
                    sends.senderPid,
                    "postgres:  " + server.port + ", wal sender process gpadmin " + sends.clientAddress + '('
                            + sends.clientPort + ") "
                            + (server.shutDown
                                    ? "streaming " + Texts.lsn(server.directory.position)
                                    : sends.activity(sends.flushed)));
        }
        for (ServerSession session : server.sessions) {
            row(out, server, session.pid, session.title());
        }
    }

    private static void row(StringBuilder out, Server server, int pid, String title) {
        out.append(Texts.psRow(pid, server.parent(), server.startTime(), title)).append('\n');
    }
}
