package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Neighbour;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.SimHost;

/** The processes of a host by their numbers, as /proc has them. */
final class Processes {

    private static final String PROC = "/proc/";

    private Processes() {}

    /** Reads the number out of {@code /proc/PID} and what follows; 0 if the path is another. */
    static int pid(String path, String rest) {
        if (!path.startsWith(PROC) || !path.endsWith(rest)) {
            return 0;
        }
        String number = path.substring(PROC.length(), path.length() - rest.length());
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
    }

    static Neighbour neighbour(SimHost host, int pid) {
        return host.neighbours.stream().filter(n -> n.pid() == pid).findFirst().orElse(null);
    }

    static Server server(SimHost host, int pid) {
        for (Server server : host.servers) {
            boolean its = (server.alive && server.pid == pid)
                    || (server.logging && server.loggerPid == pid)
                    || (server.receives != null && server.receives.receiverPid == pid)
                    || (server.sends != null && server.sends.senderPid == pid)
                    || server.sessions.stream().anyMatch(s -> s.pid == pid);
            if (its) {
                return server;
            }
        }
        return null;
    }
}
