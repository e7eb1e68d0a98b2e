package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The timeline history files of a directory, written and read as the server's timeline.c does. */
final class Histories {

    private Histories() {}

    /** Gives the name of a timeline's file in a data directory. */
    static String path(int timeline) {
        return "pg_xlog/" + Texts.hex8(timeline) + ".history";
    }

    /** Gives the text of such a file. */
    static String text(List<ServerDirectory.Fork> forks) {
        StringBuilder text = new StringBuilder();
        for (ServerDirectory.Fork fork : forks) {
            Texts.lsn(text.append(fork.timeline()).append('\t'), fork.position())
                    .append("\tno recovery target specified\n");
        }
        return text.toString();
    }

    /** Gives the newest timeline that files without a gap lead to, as findNewestTimeLine does. */
    static int newest(Map<String, String> files, int from) {
        int newest = from;
        while (files.containsKey(path(newest + 1))) {
            newest++;
        }
        return newest;
    }

    /** Gives where a timeline was left by the history in a file; -1 if it is not in it. */
    static long leftAt(String text, int timeline) {
        for (ServerDirectory.Fork fork : read(text)) {
            if (fork.timeline() == timeline) {
                return fork.position();
            }
        }
        return -1;
    }

    private static List<ServerDirectory.Fork> read(String text) {
        List<ServerDirectory.Fork> forks = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length > 1
                    && words[0].matches("[0-9]{1,9}")
                    && words[1].matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")) {
                String[] halves = words[1].toUpperCase(Locale.ROOT).split("/", 2);
                long position = Long.parseLong(halves[0], 16) << 32 | Long.parseLong(halves[1], 16);
                forks.add(new ServerDirectory.Fork(Integer.parseInt(words[0]), position));
            }
        }
        return forks;
    }
}
