package io.github.gpfailover.core.internal.script;

import io.github.gpfailover.cluster.HostName;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the machine has that the tests run on. */
public final class ThisMachine {

    /** What the tests call this machine. */
    public static final HostName MDW = HostName.of("mdw");

    private ThisMachine() {}

    /** Finds a program on the PATH. */
    public static Optional<Path> program(String name) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
