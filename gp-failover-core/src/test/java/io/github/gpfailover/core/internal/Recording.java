package io.github.gpfailover.core.internal;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a command printed on the real cluster: the truth that the readers are tested against.
 *
 * @param name the file's name without its ending
 * @param host where the command ran
 * @param command the command
 * @param exit its exit status
 * @param stdout what it wrote to standard output
 * @param stderr what it wrote to standard error
 */
public record Recording(String name, HostName host, String command, int exit, String stdout, String stderr) {

    private static final String DIRECTORY = "/recordings/greenplum-6.24.3/";
    private static final String STDOUT = "--- stdout\n";
    private static final String STDERR = "--- stderr\n";

    /** Gives the recording whose name begins with that number, such as {@code 05} or {@code a0}. */
    public static Recording load(String number) {
        List<Recording> found =
                all().filter(r -> r.name.startsWith(number + "-")).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(number + " stands for " + found.size() + " recordings");
        }
        return found.get(0);
    }

    /** Gives all recordings, in the order they were taken. */
    public static Stream<Recording> all() {
        try (Stream<Path> files = Files.list(directory())) {
            return files.sorted().map(Recording::read).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives all recordings of one plain command. */
    public static Stream<Recording> of(String command) {
        return all().filter(r -> r.command.equals(command));
    }

    /** Gives the recording as a transport gives it. */
    public CommandResult result() {
        return resultWith(stdout);
    }

    /** Gives the result of the same command with another output. */
    public CommandResult resultWith(String otherStdout) {
        return CommandResult.of(exit, otherStdout, stderr, Duration.ofMillis(500));
    }

    @Override
    public String toString() {
        return name;
    }

    private static Path directory() {
        try {
            return Path.of(Recording.class
                            .getResource(DIRECTORY + "01-gpstate-s-no-standby.txt")
                            .toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Recording read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            int out = text.indexOf(STDOUT);
            int err = text.indexOf(STDERR, out);
            String header = text.substring(0, out);
            return new Recording(
                    file.getFileName().toString().replace(".txt", ""),
                    HostName.of(field(header, "host")),
                    field(header, "command"),
                    Integer.parseInt(field(header, "exit")),
                    text.substring(out + STDOUT.length(), err),
                    text.substring(err + STDERR.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(String header, String name) {
        String label = "# " + name + ": ";
        int start = header.indexOf(label) + label.length();
        return header.substring(start, header.indexOf('\n', start));
    }
}
