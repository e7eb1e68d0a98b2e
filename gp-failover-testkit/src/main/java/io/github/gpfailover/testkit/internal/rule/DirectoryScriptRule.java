package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.core.internal.script.DirectoryScripts;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.WalFiles;

/**
 * The fixed scripts that read a data directory or write a file into it, with a {@code sh} that is dash, tried with 0.5.12.
 */
final class DirectoryScriptRule implements Rule {

    private static final int PATH = 4;
    private static final int MILLIS = 30;
    private static final int CAT_LINE = 4;
    private static final int DASH_ERROR = 2;

    boolean knows(String script) {
        return script.equals(DirectoryScripts.SURVEY)
                || script.equals(DirectoryScripts.WRITE_NEW)
                || script.equals(DirectoryScripts.APPEND)
                || script.equals(DirectoryScripts.SUM)
                || script.equals(DirectoryScripts.LOG_END);
    }

    @Override
    public void run(Call call) {
        String script = call.words.get(2);
        boolean survey = script.equals(DirectoryScripts.SURVEY);
        if (script.equals(DirectoryScripts.SUM) && call.words.size() == PATH + 3) {
            call.takes(MILLIS);
            sum(call, call.words.get(PATH), Long.parseLong(call.words.get(PATH + 1)), call.words.get(PATH + 2));
            return;
        }
        if (script.equals(DirectoryScripts.LOG_END) && call.words.size() == PATH + 2) {
            call.takes(MILLIS);
            call.out.append(call.world.replication.logEnd(call.host, call.words.get(PATH)));
            call.out.append(DirectoryScripts.END).append('\n');
            return;
        }
        if (call.words.size() < PATH + 1 || (!survey && call.words.size() != PATH + 1)) {
            throw call.unknown("a script of directories with other parameters");
        }
        call.takes(MILLIS);
        String path = call.words.get(PATH);
        if (survey) {
            survey(call, path);
        } else if (script.equals(DirectoryScripts.WRITE_NEW)) {
            writeNew(call, path);
        } else {
            append(call, path);
        }
    }

    private static void survey(Call call, String path) {
        SimHost host = call.host;
        boolean directory = host.isDirectory(path);
        boolean there = directory || host.read(path) != null;
        line(call, "kind", host.links.contains(path) ? "link" : directory ? "directory" : there ? "other" : "absent");
        // stat reads a link itself, which lies on its parent's file system; below a file or nothing there is no
        // "..".
        String mount = host.mounts.contains(path) && !host.links.contains(path) ? "yes" : "no";
        line(call, "mount", directory ? mount : "unknown");
        ServerDirectory data = host.directories.get(path);
        String version = data == null ? "" : data.files.getOrDefault(ServerDirectory.VERSION_FILE, "");
        line(call, "version", version.lines().findFirst().orElse(""));
        for (String file : call.words.subList(PATH + 1, call.words.size())) {
            boolean beside = file.startsWith("../") && host.read(Paths.parent(path) + file.substring(2)) != null;
            if (beside || (data != null && data.has(file))) {
                line(call, "file", file);
            }
        }
        if (data != null) {
            data.tablespaces.forEach(t -> line(call, "tablespace", t));
        }
        call.out.append(DirectoryScripts.END).append('\n');
    }

    private static void line(Call call, String key, String value) {
        call.out.append(key).append('=').append(value).append('\n');
    }

    private static void sum(Call call, String path, long first, String count) {
        ServerDirectory directory = call.host.directoryOf(path);
        long from = directory == null ? -1 : WalFiles.position(directory, path.substring(directory.path.length() + 1));
        if (from < 0) {
            call.err.append("no file ").append(path).append('\n');
            call.exit = 1;
            return;
        }
        long begin = from + first - 1;
        int sum = directory.log(begin, begin + Long.parseLong(count)).hashCode();
        call.out.append(Integer.toUnsignedString(sum)).append(' ').append(count).append('\n');
    }

    private static void writeNew(Call call, String path) {
        SimHost host = call.host;
        if (host.isDirectory(path) || isThere(host, path)) {
            cannotCreate(call, path, "File exists");
        } else if (!host.isDirectory(Paths.parent(path))) {
            cannotCreate(call, path, "Directory nonexistent");
        } else {
            put(call, path, "");
        }
    }

    private static boolean isThere(SimHost host, String path) {
        ServerDirectory directory = host.directoryOf(path);
        return directory == null ? host.read(path) != null : directory.has(path.substring(directory.path.length() + 1));
    }

    // dash's wording; other shells have their own.
    private static void cannotCreate(Call call, String path, String why) {
        call.err
                .append(call.words.get(PATH - 1))
                .append(": ")
                .append(CAT_LINE)
                .append(": cannot create ")
                .append(path)
                .append(": ")
                .append(why)
                .append('\n');
        call.exit = DASH_ERROR;
    }

    private static void append(Call call, String path) {
        String before = call.host.read(path);
        if (before == null) {
            call.err.append("no file ").append(path).append('\n');
            call.exit = 1;
        } else {
            put(call, path, before);
        }
    }

    private static void put(Call call, String path, String before) {
        boolean full = call.host.freeKibibytes == 0 && call.command.stdin().isPresent();
        call.host.write(path, full ? before : before + call.command.stdin().orElse(""));
        if (full) {
            // GNU cat.
            call.err.append("cat: write error: No space left on device\n");
            call.exit = 1;
        }
    }
}
