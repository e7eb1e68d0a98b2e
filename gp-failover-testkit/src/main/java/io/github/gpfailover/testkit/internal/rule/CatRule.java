package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;

/** Files of data directories and of /tmp, and the login profile (26); without a file, standard input. */
final class CatRule implements Rule {

    @Override
    public void run(Call call) {
        if (call.words.size() == 1) {
            call.out.append(call.command.stdin().orElse(""));
        }
        for (int i = 1; i < call.words.size(); i++) {
            String path = call.words.get(i);
            if (path.equals("--") && i == 1) {
                continue;
            }
            if (path.startsWith("-") && !call.words.get(1).equals("--")) {
                throw call.unknown("option " + path);
            }
            String absolute = Paths.absolute(path);
            String text = call.host.read(absolute);
            if (text != null) {
                call.out.append(text);
            } else {
                boolean directory = call.host.isDirectory(absolute);
                call.err
                        .append("cat: ")
                        .append(path)
                        .append(directory ? ": Is a directory\n" : ": No such file or directory\n");
                call.exit = 1;
            }
        }
        call.takes(20);
    }
}
