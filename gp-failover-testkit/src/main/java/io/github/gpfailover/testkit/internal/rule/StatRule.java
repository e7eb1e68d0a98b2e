package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Neighbour;
import io.github.gpfailover.testkit.internal.SegmentInstance;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.SimHost;
import java.util.List;

/**
 * {@code stat -L -c '%d:%i %u %U %n' -- PATH...} of directories and of processes' working directories. The texts are those of GNU
 * coreutils 9.1, seen; whose working directory a login may see is the kernel's rule.
 */
final class StatRule implements Rule {

    private static final List<String> KNOWN = List.of("stat", "-L", "-c", "%d:%i %u %U %n", "--");

    @Override
    public void run(Call call) {
        if (call.words.size() <= KNOWN.size()
                || !call.words.subList(0, KNOWN.size()).equals(KNOWN)) {
            throw call.unknown("only " + String.join(" ", KNOWN) + " PATH... is known");
        }
        for (String path : call.words.subList(KNOWN.size(), call.words.size())) {
            int pid = Processes.pid(path, "/cwd");
            Neighbour neighbour = Processes.neighbour(call.host, pid);
            Object directory = pid > 0 ? workingDirectory(call.host, pid, neighbour) : directory(call.host, path);
            if (neighbour != null && !neighbour.ofTheClustersUser() && !call.host.isRoot) {
                fails(call, path, "Permission denied");
            } else if (directory == null) {
                fails(call, path, "No such file or directory");
            } else {
                call.out
                        .append("65024:")
                        .append(call.host.fileNumber(directory))
                        .append(" 1000 gpadmin ")
                        .append(path)
                        .append('\n');
            }
        }
        call.takes(20);
    }

    private static void fails(Call call, String path, String why) {
        call.err
                .append("stat: cannot statx '")
                .append(path)
                .append("': ")
                .append(why)
                .append('\n');
        call.exit = 1;
    }

    private static Object directory(SimHost host, String path) {
        String known = host.known(path);
        return host.directories.containsKey(known)
                ? host.directories.get(known)
                : host.isDirectory(path) ? known : null;
    }

    private static Object workingDirectory(SimHost host, int pid, Neighbour neighbour) {
        if (neighbour != null) {
            return neighbour;
        }
        Server server = Processes.server(host, pid);
        if (server != null) {
            return server.directory;
        }
        for (SegmentInstance segment : host.segments) {
            if (segment.running && segment.pid == pid) {
                return segment.directory;
            }
        }
        return null;
    }
}
