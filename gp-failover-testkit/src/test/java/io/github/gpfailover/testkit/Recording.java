package io.github.gpfailover.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One file of the recordings: what a running cluster printed for one command line. */
record Recording(
        String file,
        String host,
        String commandLine,
        String stdin,
        int exit,
        double seconds,
        String stdout,
        String stderr) {

    private static final Pattern FORM = Pattern.compile(
            "# host: (\\S+)\n# command: (.*?)\n(?:# stdin: \\$'(.*?)'\n)?# exit: (\\d+)\n# seconds: (\\S+)\n--- stdout\n(.*?)--- stderr\n?(.*)",
            Pattern.DOTALL);

    static Recording read(String name) {
        for (Path path : all()) {
            if (path.getFileName().toString().startsWith(name + "-")) {
                return parse(path);
            }
        }
        throw new IllegalArgumentException("there is no recording " + name);
    }

    static List<Path> all() {
        try (Stream<Path> files = Files.list(Path.of(
                Recording.class.getResource("/recordings/greenplum-6.24.3").toURI()))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Recording parse(Path path) {
        try {
            Matcher m = FORM.matcher(Files.readString(path));
            if (!m.matches()) {
                throw new IllegalStateException(path + " is not a recording");
            }
            String stdin =
                    m.group(3) == null ? "" : m.group(3).replace("\\n", "\n").replace("\\'", "'");
            return new Recording(
                    path.getFileName().toString(),
                    m.group(1),
                    m.group(2),
                    stdin,
                    Integer.parseInt(m.group(4)),
                    Double.parseDouble(m.group(5)),
                    m.group(6),
                    m.group(7));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
