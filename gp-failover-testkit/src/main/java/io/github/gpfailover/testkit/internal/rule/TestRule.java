package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimHost;

/** {@code test -e|-d|-f PATH}, as POSIX says. */
final class TestRule implements Rule {

    @Override
    public void run(Call call) {
        if (call.words.size() != 3) {
            throw call.unknown("only test -e|-d|-f PATH is known");
        }
        String path = Paths.absolute(call.words.get(2));
        boolean directory = call.host.isDirectory(path);
        boolean file = isFile(call.host, path);
        boolean socket = path.startsWith("/tmp/.s.") && !path.endsWith(".lock");
        call.exit = switch (call.words.get(1)) {
            case "-e" -> directory || file ? 0 : 1;
            case "-d" -> directory ? 0 : 1;
            case "-f" -> file && !socket ? 0 : 1;
            default -> throw call.unknown("only test -e|-d|-f PATH is known");
        };
        call.takes(20);
    }

    private static boolean isFile(SimHost host, String path) {
        ServerDirectory directory = host.directoryOf(path);
        return host.read(path) != null
                || (directory != null && directory.has(path.substring(directory.path.length() + 1)));
    }
}
