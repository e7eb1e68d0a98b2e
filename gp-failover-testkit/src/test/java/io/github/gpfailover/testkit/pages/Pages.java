package io.github.gpfailover.testkit.pages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The project's pages, as tests read them.
 *
 * <p>It exists so that what the pages show (examples, tables, links, numbers) is compared with the code.
 */
final class Pages {

    private Pages() {}

    /** The checkout's top: Maven runs tests in the module's directory, an IDE perhaps elsewhere. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(here.resolve("gp-failover-testkit"))) {
            here = here.getParent();
            if (here == null) {
                throw new IllegalStateException("no directory above with gp-failover-testkit in it");
            }
        }
        return here;
    }

    static String readme() throws IOException {
        return text(root().resolve("README.md"));
    }

    static String page(String name) throws IOException {
        return text(root().resolve("docs").resolve(name));
    }

    /** README.md, then the pages of docs in the order of their names. */
    static List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>(List.of(root().resolve("README.md")));
        all.addAll(markdown(root().resolve("docs")));
        return all;
    }

    static List<Path> markdown(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".md")).sorted().toList();
        }
    }

    static String text(Path page) throws IOException {
        return Files.readString(page);
    }

    /** A page without its fenced blocks: their lines are neither headings nor links. */
    static String prose(Path page) throws IOException {
        boolean[] inside = {false};
        return text(page)
                .lines()
                .filter(line -> {
                    if (line.startsWith("```")) {
                        inside[0] = !inside[0];
                        return false;
                    }
                    return !inside[0];
                })
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
