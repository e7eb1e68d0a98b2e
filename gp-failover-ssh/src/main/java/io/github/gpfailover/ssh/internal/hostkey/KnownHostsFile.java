package io.github.gpfailover.ssh.internal.hostkey;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A known_hosts file as it was read at one time.
 *
 * <p>It exists so that a file is parsed once for all connections, and so that what could not be read is reported and not lost.
 *
 * @param path the file
 * @param there whether there is such a file
 * @param lines its lines in order, those that can't be read too, without comments
 */
record KnownHostsFile(Path path, boolean there, List<KnownHostsLine> lines) {

    static KnownHostsFile missing(Path path) {
        return new KnownHostsFile(path, false, List.of());
    }

    /** Parses a file's content; never fails, whatever it is. */
    static KnownHostsFile parse(Path path, byte[] content) {
        List<KnownHostsLine> lines = new ArrayList<>();
        int number = 0;
        // Comments may be in any character set; hosts and keys are ASCII.
        for (String line : new String(content, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                lines.add(KnownHostsLine.of(path, number, text));
            }
        }
        return new KnownHostsFile(path, true, List.copyOf(lines));
    }
}
