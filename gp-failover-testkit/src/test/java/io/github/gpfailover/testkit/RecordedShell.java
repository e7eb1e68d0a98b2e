package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command lines of the recordings, run on a simulated cluster: as much of a shell as they need. */
final class RecordedShell {

    private static final List<String> UNSIMULATED = List.of("date", "ls", "tail", "rm", "cd", "echo");
    // timeout(1), which ended the recorded lines that hung, exits so.
    private static final int TIMED_OUT = 124;
    private static final Duration LONG = Duration.ofMinutes(20);

    final SimulatedCluster cluster;
    final StringBuilder out = new StringBuilder();
    final StringBuilder err = new StringBuilder();
    int exit;
    /** The client of b3, which several recordings speak of. */
    ClientSession session;
    /** Positions of logs that later recordings read from, by the host and the directory. */
    final Map<String, String> marks = new HashMap<>();

    private Map<String, String> environment = login();
    private Duration timeout = LONG;

    RecordedShell(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    void clear() {
        out.setLength(0);
        err.setLength(0);
        exit = 0;
        environment = login();
        timeout = LONG;
    }

    void timeout(long seconds) {
        timeout = Duration.ofSeconds(seconds);
    }

    /** Runs a line of commands. */
    void line(String host, String line, String stdin) {
        int here = line.indexOf(" <<X\n");
        if (here >= 0) {
            piece(host, line.substring(0, here), line.substring(here + 5, line.lastIndexOf("\nX")) + "\n");
            return;
        }
        for (String piece : split(line, "; ", " && ", ";  ")) {
            if (exit != TIMED_OUT) {
                piece(host, piece.strip(), stdin);
            }
        }
    }

    /** Runs one command. */
    CommandResult run(String host, List<String> words, Map<String, String> extra, String stdin) {
        Command.Builder command =
                Command.builder(words).timeout(timeout).sourcing("/usr/local/greenplum-db/greenplum_path.sh");
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(extra);
        all.forEach(command::variable);
        if (!stdin.isEmpty()) {
            command.stdin(stdin);
        }
        try {
            return cluster.execute(HostName.of(host), command.build());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void piece(String host, String piece, String stdin) {
        List<String> pipe = split(piece, "|");
        List<String> words = new ArrayList<>(words(pipe.get(0)));
        Map<String, String> extra = new HashMap<>();
        while (!words.isEmpty() && words.get(0).matches("[A-Z]+=.*")) {
            String[] set = words.remove(0).split("=", 2);
            extra.put(set[0], set[1]);
        }
        String program = words.get(0);
        if (program.equals("export")) {
            String[] set = words.get(1).split("=", 2);
            environment.put(set[0], set[1]);
        } else if (program.equals("unset")) {
            environment.remove(words.get(1));
        } else if (program.equals("sleep")) {
            cluster.clock().advance(Duration.ofSeconds(Long.parseLong(words.get(1))));
        } else if (UNSIMULATED.contains(program) || (program.equals("cat") && words.contains("/tmp/start.log"))) {
            exit = 0;
        } else {
            try {
                CommandResult result = run(host, words, extra, stdin);
                exit = result.exitCode().orElseThrow();
                out.append(filtered(result.stdout(), pipe));
                err.append(result.stderr());
            } catch (TransportException e) {
                exit = TIMED_OUT;
            }
        }
    }

    private String filtered(String text, List<String> pipe) {
        String result = text;
        for (String filter : pipe.subList(1, pipe.size())) {
            List<String> words = words(filter);
            List<String> lines = new ArrayList<>(result.lines().toList());
            if (words.get(0).equals("tail")) {
                int keep = Integer.parseInt(words.get(1).substring(1));
                lines = lines.subList(lines.size() - keep, lines.size());
            } else {
                boolean without = words.get(1).equals("-v");
                String wanted = words.get(without ? 2 : 1).replace("[", "").replace("]", "");
                lines.removeIf(l -> l.contains(wanted) == without);
            }
            exit = lines.isEmpty() ? exit : 0;
            result = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        }
        return result;
    }

    private static Map<String, String> login() {
        return new HashMap<>(Map.of("MASTER_DATA_DIRECTORY", "/data/master/gpseg-1", "PGPORT", "5432"));
    }

    private static List<String> split(String text, String... separators) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        char quote = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            String found = null;
            for (String separator : separators) {
                found = quote == 0 && text.startsWith(separator, i) ? separator : found;
            }
            if (found == null) {
                part.append(c);
                i++;
            } else {
                parts.add(part.toString());
                part.setLength(0);
                i += found.length();
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean any = false;
        for (char c : text.replace("\\$", "$")
                .replace("$MASTER_DATA_DIRECTORY", "/data/master/gpseg-1")
                .toCharArray()) {
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                any = true;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && c == ' ') {
                if (any) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
                any = true;
            }
        }
        if (any) {
            words.add(word.toString());
        }
        return words;
    }
}
