package io.github.gpfailover.core.internal.text;

import java.util.List;

/**
 * The lines on standard error that are a program's own. It exists because a host may have a line printed there for each program that
 * starts: by a loader that can't load a library, or by a security agent. Such a line is no complaint of the program. A program's own lines
 * are recognized by how they begin.
 */
public final class OwnLines {

    /** What glibc's loader begins such a line with. */
    private static final String LOADER = "ERROR: ld.so: object '";

    // psql's own, those of libpq that go on after the first try (PostgreSQL 14), and those of a server, which has two
    // blanks there.
    private static final List<String> PSQL = List.of(
            "psql:", "FATAL:  ", "ERROR:  ", "PANIC:  ", "connection to server ", "could not connect to server: ");

    private OwnLines() {}

    /** Gives what psql printed: all from its first line on, since details go on in lines of any form. Empty if it printed none. */
    public static String ofPsql(String stderr) {
        int from = 0;
        while (from < stderr.length()) {
            for (String own : PSQL) {
                if (stderr.startsWith(own, from)) {
                    return stderr.substring(from);
                }
            }
            int newline = stderr.indexOf('\n', from);
            from = newline < 0 ? stderr.length() : newline + 1;
        }
        return "";
    }

    /** Says whether a line is one of psql's, or of a server's, that says that something went wrong. */
    public static boolean psqlComplains(String line) {
        return PSQL.stream().anyMatch(line::startsWith) && (line.contains("FATAL:") || line.contains("ERROR:"));
    }

    /** Says whether a program of coreutils says that a file or directory is not there. */
    public static boolean notThere(String program, String stderr) {
        return stderr.lines().anyMatch(l -> l.startsWith(program + ": ") && l.endsWith(": No such file or directory"));
    }

    /** Says whether a line is known to come from the loader. */
    static boolean fromLoader(String line) {
        return line.startsWith(LOADER);
    }
}
