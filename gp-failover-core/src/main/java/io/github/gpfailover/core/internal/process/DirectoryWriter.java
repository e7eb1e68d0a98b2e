package io.github.gpfailover.core.internal.process;

import java.util.Set;

/**
 * Exists because not only servers write a data directory: {@code pg_rewind} and {@code pg_basebackup} do too, by its path, and would go
 * on in whatever stands there next.
 */
final class DirectoryWriter {

    private static final Set<String> PROGRAMS = Set.of("pg_rewind", "pg_basebackup");
    // pg_rewind knows --target-pgdata and -D, pg_basebackup --pgdata and -D (their documentation).
    private static final Set<String> NAMES = Set.of("--target-pgdata", "--pgdata", "-D");

    private DirectoryWriter() {}

    /** Whether a process with that command writes that directory. */
    static boolean of(String command, String directory) {
        String program = command.split(" ", 2)[0];
        if (!PROGRAMS.contains(program.substring(program.lastIndexOf('/') + 1))) {
            return false;
        }
        return NAMES.stream()
                .anyMatch(n -> names(command, n + '=', directory)
                        || names(command, n + ' ', directory)
                        || names(command, n, directory));
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
