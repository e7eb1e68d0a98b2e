package io.github.gpfailover.core.internal.process;

import java.util.Optional;
import java.util.Set;

/**
 * A program other than a server that writes a data directory. It exists because {@code pg_rewind} and {@code pg_basebackup} write by path,
 * and would go on in whatever is there next.
 */
final class DirectoryWriter {

    private static final Set<String> PROGRAMS = Set.of("pg_rewind", "pg_basebackup");
    // pg_rewind knows --target-pgdata and -D, pg_basebackup --pgdata and -D (their documentation).
    private static final Set<String> NAMES = Set.of("--target-pgdata", "--pgdata", "-D");

    private static final int MOST_WORDS = 64;

    private DirectoryWriter() {}

    /** Whether a process with that command writes that directory. */
    static boolean of(String command, String directory) {
        if (!writes(command)) {
            return false;
        }
        return NAMES.stream()
                .anyMatch(n -> names(command, n + '=', directory)
                        || names(command, n + ' ', directory)
                        || names(command, n, directory));
    }

    private static boolean writes(String command) {
        String program = command.split(" ", 2)[0];
        return PROGRAMS.contains(program.substring(program.lastIndexOf('/') + 1));
    }

    /** The directory that a process with that command writes, by an absolute path; empty where it is no such program. */
    static Optional<String> target(String command) {
        if (!writes(command)) {
            return Optional.empty();
        }
        String[] words = command.split(" ", MOST_WORDS);
        for (int i = 1; i < words.length; i++) {
            for (String name : NAMES) {
                String value = words[i].equals(name) && i + 1 < words.length
                        ? words[i + 1]
                        : words[i].startsWith(name) ? words[i].substring(name.length()) : "";
                String path = value.replaceAll("^=?['\"]?|['\"]$", "");
                if (path.startsWith("/")) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean names(String command, String before, String directory) {
        for (String path : Set.of(directory, directory + '/', '"' + directory + '"', '\'' + directory + '\'')) {
            String words = ' ' + before + path;
            if (command.endsWith(words) || command.contains(words + ' ')) {
                return true;
            }
        }
        return false;
    }
}
