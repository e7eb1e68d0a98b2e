package io.github.gpfailover.testkit.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/** One client's session on a master. */
public final class ServerSession {

    /** The server that it runs on. */
    public final Server server;
    /** Its process. */
    public final int pid;
    /** Its number in the cluster. */
    public final int number;
    /** Its sessions on the segments. */
    public final Dispatcher dispatcher;
    /** Rows that its transaction inserted and nobody else sees. */
    public final Map<String, Long> uncommitted = new LinkedHashMap<>();
    /** The table that its transaction created; null for none. */
    public String createdTable;
    /** The distributed transaction whose snapshot it holds; 0 for none. */
    public long snapshot;
    /** How many savepoints its transaction has. */
    public int savepoints;
    /** Whether a transaction is open. */
    public boolean inTransaction;
    /** How many commands it ran. */
    public int commands;
    /** Whether its process lives. */
    public boolean open = true;

    /** Opens a session. */
    public ServerSession(Server server) {
        this.server = server;
        pid = server.host.newPid();
        number = server.nextSession++;
        dispatcher = new Dispatcher(server, number);
    }

    /** Gives its process title (recording b4). */
    public String title() {
        StringBuilder out = new StringBuilder("postgres:  ")
                .append(server.port)
                .append(", gpadmin postgres [local] con")
                .append(number);
        if (commands > 0) {
            // Two statements were counted as three (b3, b4).
            out.append(" cmd").append(commands + 1);
        }
        return out.append(inTransaction ? " idle in transaction" : " idle").toString();
    }
}
