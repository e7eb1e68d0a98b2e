package io.github.gpfailover.testkit.transition;

import io.github.gpfailover.step.PlanStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * The transitions that steps made in any test of this process.
 *
 * <p>At its end each process of a build leaves a file in the directory that the build names, for {@link StepTransitionsCheck}.
 */
final class VisitedTransitions {

    private static final String DIRECTORY = "transitions.directory";
    private static final Set<String> VISITED = new ConcurrentSkipListSet<>();

    static {
        String directory = System.getProperty(DIRECTORY);
        if (directory != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Path.of(directory)), "step transitions"));
        }
    }

    private VisitedTransitions() {}

    static void add(PlanStep step, StepTransition transition) {
        VISITED.add(line(step.getClass(), transition));
    }

    /** A line such as {@code Activate: Ready, then HOLDS, sent}. */
    static String line(Class<?> step, StepTransition transition) {
        return step.getSimpleName() + ": " + transition;
    }

    private static void write(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.write(directory.resolve(ProcessHandle.current().pid() + ".txt"), VISITED);
        } catch (IOException e) {
            throw new UncheckedIOException("the transitions could not be written to " + directory, e);
        }
    }

    /** What all processes of this build have left. */
    static Set<String> ofThisBuild() throws IOException {
        Set<String> all = new TreeSet<>();
        Path directory = Path.of(System.getProperty(DIRECTORY));
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    all.addAll(Files.readAllLines(file));
                }
            }
        }
        return all;
    }
}
