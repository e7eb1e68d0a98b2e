package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Neighbour;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import java.util.List;

/** {@code grep -sH '' -- FILE...} of the {@code postmaster.pid} in processes' working directories; what can't be read is silent. */
final class GrepRule implements Rule {

    private static final List<String> KNOWN = List.of("grep", "-sH", "", "--");

    @Override
    public void run(Call call) {
        if (call.words.size() <= KNOWN.size()
                || !call.words.subList(0, KNOWN.size()).equals(KNOWN)) {
            throw call.unknown("only grep -sH '' -- FILE... is known");
        }
        for (String path : call.words.subList(KNOWN.size(), call.words.size())) {
            int pid = Processes.pid(path, "/cwd/" + ServerDirectory.PID_FILE);
            if (pid == 0) {
                throw call.unknown("only files in /proc/PID/cwd are known");
            }
            String text = text(call, pid);
            if (text == null) {
                call.exit = 2;
            } else {
                text.lines()
                        .forEach(
                                l -> call.out.append(path).append(':').append(l).append('\n'));
            }
        }
        call.takes(20);
    }

    private static String text(Call call, int pid) {
        Neighbour neighbour = Processes.neighbour(call.host, pid);
        if (neighbour != null) {
            return neighbour.ofTheClustersUser() || call.host.isRoot ? neighbour.note() : null;
        }
        Server server = Processes.server(call.host, pid);
        return server == null ? null : server.directory.files.get(ServerDirectory.PID_FILE);
    }
}
