package io.github.gpfailover.core.internal.job;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.CommandResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A host's report on a job. It exists because a job's state is decided by what a host printed: anything but exactly the lines that the
 * scripts print is refused.
 *
 * @param state the name of the state
 * @param detail the name of what no job wrote if the state is {@code foreign}, the reason if it is {@code unknown} or {@code barred}
 * @param pid the command's process, if it runs
 * @param exitCode the exit status, if it ended
 * @param elapsed how long it ran, if it ended
 * @param stdoutBytes the size of its standard output
 * @param stderrBytes the size of its standard error
 */
public record JobReport(
        String state,
        String detail,
        OptionalLong pid,
        OptionalInt exitCode,
        Duration elapsed,
        long stdoutBytes,
        long stderrBytes) {

    private static final List<String> KEYS =
            List.of("id=", "state=", "detail=", "pid=", "exit=", "took=", "stdout=", "stderr=", "end");
    private static final Set<String> STATES =
            Set.of("absent", "starting", "running", "ended", "broken", "cancelled", "unknown", "foreign", "barred");
    private static final String BARRED = "barred=";
    private static final int MOST_DIGITS = 18;
    private static final int LONGEST_ID = 64;

    /**
     * Reads a report.
     *
     * @throws UnreadableOutputException if it is anything but a report of that job
     */
    public static JobReport parse(HostName host, String id, CommandResult answer) {
        Lines lines = new Lines(host, "state of job " + id, answer);
        List<String> all = lines.all();
        if (all.size() != KEYS.size()) {
            throw lines.unreadable(KEYS.size() + " lines", answer.lastLine());
        }
        for (int i = 0; i < KEYS.size(); i++) {
            if (!all.get(i).startsWith(KEYS.get(i))) {
                throw lines.unreadable(KEYS.get(i), all.get(i));
            }
        }
        String state = value(all, 1);
        if (!all.get(0).equals("id=" + id)
                || !STATES.contains(state)
                || !all.get(8).equals("end")) {
            throw lines.unreadable("the state of that job", all.get(0) + " " + all.get(1));
        }
        boolean running = state.equals("running");
        boolean ended = state.equals("ended");
        OptionalLong pid = lines.number(all.get(3), running);
        OptionalLong exit = lines.number(all.get(4), ended);
        OptionalLong took = lines.number(all.get(5), ended);
        if (exit.orElse(0) > Integer.MAX_VALUE) {
            throw lines.unreadable("an exit status", all.get(4));
        }
        return new JobReport(
                state,
                value(all, 2),
                pid,
                exit.isPresent() ? OptionalInt.of((int) exit.getAsLong()) : OptionalInt.empty(),
                Duration.ofMillis(Math.min(took.orElse(0), Long.MAX_VALUE / 10) * 10),
                lines.number(all.get(6), true).getAsLong(),
                lines.number(all.get(7), true).getAsLong());
    }

    /** Gives the code for why a script reported nothing; empty if it reported something. */
    public static Optional<String> barred(CommandResult answer) {
        return answer.exitedZero() && answer.stdout().startsWith(BARRED)
                ? answer.stdout().lines().findFirst().map(line -> line.substring(BARRED.length()))
                : Optional.empty();
    }

    /**
     * Reads the ids of a list.
     *
     * @throws UnreadableOutputException if it is anything but such a list
     */
    public static List<String> ids(HostName host, CommandResult answer) {
        Lines lines = new Lines(host, "list of jobs", answer);
        List<String> all = lines.upToEnd();
        for (String id : all) {
            if (id.length() > LONGEST_ID || !Checks.plain(id, "-") || id.charAt(0) == '-') {
                throw lines.unreadable("a job's id", id);
            }
        }
        return all;
    }

    /**
     * Reads a piece of output; empty if there is no such job.
     *
     * @throws UnreadableOutputException if it is anything but such a piece
     */
    public static Optional<byte[]> output(HostName host, CommandResult answer, int most) {
        Lines lines = new Lines(host, "output of a job", answer);
        List<String> all = lines.upToEnd();
        if (all.equals(List.of("job=absent"))) {
            return Optional.empty();
        }
        if (all.isEmpty() || !all.get(0).equals("job=there")) {
            throw lines.unreadable("job=there", all.isEmpty() ? answer.lastLine() : all.get(0));
        }
        try {
            byte[] text = String.join("", all.subList(1, all.size())).getBytes(StandardCharsets.ISO_8859_1);
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length > most) {
                throw lines.unreadable("at most " + most + " bytes", bytes.length + " bytes");
            }
            return Optional.of(bytes);
        } catch (IllegalArgumentException e) {
            throw lines.unreadable("base64", all.get(all.size() - 1));
        }
    }

    private static String value(List<String> lines, int at) {
        return lines.get(at).substring(KEYS.get(at).length());
    }

    /** The lines of one answer, which refuse what is unexpected in one form. */
    private record Lines(HostName host, String what, CommandResult answer) {

        /** Gives all lines; none of a script that failed, or was cut off in the midst of a line. */
        List<String> all() {
            if (!answer.exitedZero() || !answer.stdout().endsWith("\n")) {
                throw unreadable("the answer of its script", answer.exitText() + " " + answer.lastLine());
            }
            return answer.stdout().lines().toList();
        }

        List<String> upToEnd() {
            List<String> all = all();
            int last = all.size() - 1;
            if (!all.get(last).equals("end")) {
                throw unreadable("end", all.get(last));
            }
            return all.subList(0, last);
        }

        OptionalLong number(String line, boolean there) {
            String digits = line.substring(line.indexOf('=') + 1);
            if (!there && digits.isEmpty()) {
                return OptionalLong.empty();
            }
            if (!there
                    || digits.isEmpty()
                    || digits.length() > MOST_DIGITS
                    || !digits.chars().allMatch(Lines::digit)) {
                throw unreadable(there ? "a number" : "no number", line);
            }
            return OptionalLong.of(Long.parseLong(digits));
        }

        private static boolean digit(int c) {
            return c >= '0' && c <= '9';
        }

        UnreadableOutputException unreadable(String expected, String line) {
            return new UnreadableOutputException(host, what, expected, line);
        }
    }
}
