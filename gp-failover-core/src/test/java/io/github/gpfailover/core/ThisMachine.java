package io.github.gpfailover.core;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the machine has that the tests run on. */
final class ThisMachine {

    private ThisMachine() {}

    /** Finds a program on the PATH. */
    static Optional<Path> program(String name) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
