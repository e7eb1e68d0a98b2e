package io.github.gpfailover.core.internal.job;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host's answer to a command that was to run as a job to its end. It exists because what the command itself printed stands behind the
 * answer, in the same text.
 */
public sealed interface RunAnswer {

    /**
     * The command ended.
     *
     * @param result how
     */
    record Ended(CommandResult result) implements RunAnswer {}

    /** There is a job of that id, or none can be made. */
    record There() implements RunAnswer {}

    /** The id is in use for another command. */
    record Other() implements RunAnswer {}

    /**
     * It did not begin under this start.
     *
     * @param why what was seen
     */
    record NotBegun(String why) implements RunAnswer {}

    /**
     * The host is claimed by another.
     *
     * @param by what that claim says; empty if it was gone
     */
    record Lost(String by) implements RunAnswer {}

    /** The run's own claim of the host is not there any more, nor any after it. */
    record Unclaimed() implements RunAnswer {}

    /**
     * Reads an answer.
     *
     * @throws UnreadableOutputException if it is none
     */
    static RunAnswer parse(HostName host, String id, CommandResult answer) {
        Matcher head = Words.HEAD.matcher(answer.stdout());
        if (!head.lookingAt() || !answer.exitedZero()) {
            throw new UnreadableOutputException(
                    host, "run of job " + id, "run=ended", answer.exitText() + " " + answer.lastLine());
        }
        String rest = answer.stdout().substring(head.end());
        return switch (head.group(1)) {
            case "there" -> new There();
            case "other" -> new Other();
            case "lost" -> new Lost(rest.strip());
            case "unclaimed" -> new Unclaimed();
            case "cut" -> new NotBegun("its input was cut off on the way");
            case "place" -> new NotBegun("the directory of the jobs is not as it was when the host was claimed");
            case "unborn" -> new NotBegun("nothing can be started or written in its directory");
            default ->
                new Ended(CommandResult.of(
                        Integer.parseInt(head.group(2)),
                        rest,
                        answer.stderr(),
                        Duration.ofMillis(10 * Long.parseLong(head.group(3)))));
        };
    }

    /** The first line. */
    final class Words {

        private static final Pattern HEAD =
                Pattern.compile("run=(there|other|lost|unclaimed|cut|place|unborn|ended (\\d{1,9})-(\\d{1,15}))\n");

        private Words() {}
    }
}
