package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimHost;
import java.util.ArrayList;
import java.util.List;

/** {@code mv [-n] [-T] [--] SOURCE TARGET} (56): a rename; with -n an existing target is left and the exit status is 0. */
final class MvRule implements Rule {

    @Override
    public void run(Call call) {
        List<String> paths = new ArrayList<>(2);
        boolean keep = false;
        boolean exact = false;
        for (String word : call.words.subList(1, call.words.size())) {
            if (!word.startsWith("-")) {
                paths.add(Paths.absolute(word));
            } else if (word.equals("-nT") || word.equals("-n") || word.equals("-T") || word.equals("--")) {
                keep |= word.contains("n");
                exact |= word.contains("T");
            } else {
                throw call.unknown("option " + word);
            }
        }
        if (paths.size() != 2) {
            throw call.unknown("mv takes a source and a target here");
        }
        call.takes(20);
        move(call, paths.get(0), paths.get(1), keep, exact);
    }

    private static void move(Call call, String source, String target, boolean keep, boolean exact) {
        SimHost host = call.host;
        boolean directory = host.isDirectory(source);
        boolean targetThere = host.isDirectory(target) || host.read(target) != null;
        if (!directory && host.read(source) == null) {
            fail(call, "mv: cannot stat '" + source + "': No such file or directory\n");
        } else if (targetThere && keep) {
            return;
        } else if (host.isDirectory(target) && !exact) {
            move(call, source, target + source.substring(source.lastIndexOf('/')), keep, true);
        } else if (targetThere && directory) {
            fail(call, "mv: cannot move '" + source + "' to '" + target + "': File exists\n");
        } else if (!host.isDirectory(Paths.parent(target))
                && !Paths.parent(target).equals("/tmp")) {
            fail(call, "mv: cannot move '" + source + "' to '" + target + "': No such file or directory\n");
        } else if (!directory) {
            host.write(target, host.read(source));
            remove(host, source);
        } else if (host.mounts.contains(source)) {
            // rename(2) gives EBUSY; the text is that of GNU mv.
            fail(call, "mv: cannot move '" + source + "' to '" + target + "': Device or resource busy\n");
        } else {
            if (host.links.remove(source)) {
                host.links.add(target);
            }
            ServerDirectory moved = host.directories.remove(source);
            if (moved != null) {
                moved.path = target;
                host.directories.put(target, moved);
            } else {
                host.plainDirectories.remove(source);
                host.plainDirectories.add(target);
            }
        }
    }

    private static void remove(SimHost host, String path) {
        if (host.files.remove(path) == null) {
            ServerDirectory directory = host.directoryOf(path);
            directory.files.remove(path.substring(directory.path.length() + 1));
        }
    }

    private static void fail(Call call, String text) {
        call.err.append(text);
        call.exit = 1;
    }
}
