package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.ssh.internal.Wildcard;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that an {@code Include} line names, found as glob(3) finds them: in order, and none that begins with a dot unless the pattern
 * does.
 */
final class IncludedFiles {

    private IncludedFiles() {}

    /**
     * Finds them.
     *
     * @param pattern what the line says
     * @param home what {@code ~} stands for
     * @param directory what a relative path is seen from
     * @throws IllegalArgumentException if it holds what is not filled in here
     */
    static List<Path> of(String pattern, Path home, Path directory) throws IOException {
        if (pattern.contains("%") || pattern.contains("${") || pattern.contains("[") || pattern.contains("{")) {
            throw new IllegalArgumentException(
                    "holds a token, a variable or brackets, which are not filled in here; write the paths");
        }
        if (pattern.startsWith("~") && !pattern.startsWith("~/")) {
            throw new IllegalArgumentException(
                    "names another user's home directory, which is not looked up; write the whole path");
        }
        String path = pattern.startsWith("~/") ? home + pattern.substring(1) : pattern;
        Path whole = path.startsWith("/") ? Path.of(path) : directory.resolve(path);
        List<Path> found = List.of(whole.getRoot());
        for (Path part : whole) {
            List<Path> next = new ArrayList<>();
            for (Path parent : found) {
                next.addAll(children(parent, part.toString()));
            }
            found = next;
        }
        return found;
    }

    private static List<Path> children(Path parent, String name) throws IOException {
        if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
            Path child = parent.resolve(name);
            return Files.exists(child) ? List.of(child) : List.of();
        }
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
                for (Path child : children) {
                    String own = child.getFileName().toString();
                    if (own.startsWith(".") == name.startsWith(".") && Wildcard.matches(name, own)) {
                        all.add(child);
                    }
                }
            }
        }
        all.sort(null);
        return all;
    }
}
