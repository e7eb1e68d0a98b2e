package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;

/** gpinitstandby: its arguments (03, 04, 14, 15, 31-38, 94, a1-a4); its actions are {@link StandbyCreation} and others. */
final class GpinitstandbyRule implements Rule {

    private static final int DEFAULT_PORT = 5432;

    @Override
    public void run(Call call) {
        boolean automatic = false;
        boolean remove = false;
        boolean start = false;
        String host = "";
        String port = "";
        String directory = "";
        for (int i = 1; i < call.words.size(); i++) {
            String word = call.words.get(i);
            switch (word) {
                case "-a" -> automatic = true;
                case "-r" -> remove = true;
                case "-n" -> start = true;
                case "-s" -> host = call.words.get(++i);
                case "-P" -> port = call.words.get(++i);
                case "-S" -> directory = call.words.get(++i);
                default -> throw call.unknown("argument " + word);
            }
        }
        int actions = (remove ? 1 : 0) + (start ? 1 : 0) + (host.isEmpty() ? 0 : 1);
        if (actions != 1) {
            throw call.unknown("gpinitstandby takes one of -s, -r and -n here");
        }
        UtilityLog log = new UtilityLog(call, "gpinitstandby");
        if (remove) {
            new StandbyRemoval(call, log, automatic).run(master(call));
        } else if (start) {
            new StandbyStart(call, log).run(master(call));
        } else {
            int own = port.isEmpty() ? port(call) : Integer.parseInt(port);
            new StandbyCreation(call, log, automatic, host, own, directory).run(master(call));
        }
    }

    private static int port(Call call) {
        String port = call.variable("PGPORT");
        return port.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port);
    }

    private static Server master(Call call) {
        Server server = call.host.listening(port(call));
        return server != null && server.state == Server.State.MASTER ? server : null;
    }

    /** Asks as the utilities do without -a; says whether the answer was yes (32, 33, 48). */
    static boolean confirmed(Call call, String question) {
        call.out.append(question).append(" Yy|Nn (default=N):\n> ");
        String answer = call.command.stdin().orElse("").strip();
        return answer.startsWith("y") || answer.startsWith("Y");
    }
}
