package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.core.internal.script.JobScripts;
import io.github.gpfailover.core.internal.script.RunScripts;
import io.github.gpfailover.internal.CommandWrappers;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SimJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The command that another one carries to a host, to be run there as a job. It exists because what a test orders, and what it reads, is about
 * the command and not about its carrier.
 *
 * @param id the job's id
 * @param digest the digest of the command, as the carrier gave it
 * @param directory the directory of all jobs
 * @param claim the place of the claim that must hold; empty if none was named
 * @param toItsEnd whether the carrier waits for the end
 * @param command the command
 */
public record CarriedCommand(
        String id, String digest, String directory, String claim, boolean toItsEnd, Command command) {

    private static final String ENDED = "run=ended ";
    private static final int SCRIPT = 2;
    private static final int FIRST = 4;
    private static final Duration LONG = Duration.ofDays(1);

    /** Reads a command; empty if it carries none. */
    public static Optional<CarriedCommand> in(Command carrier) {
        List<String> words = carrier.program();
        if (words.size() <= FIRST || !words.get(0).equals("sh") || !words.get(1).equals("-c")) {
            return Optional.empty();
        }
        String script = words.get(SCRIPT);
        boolean run = script.equals(RunScripts.RUN);
        if (!run && !script.equals(RunScripts.START) && !script.equals(JobScripts.START)) {
            return Optional.empty();
        }
        boolean claims = !script.equals(JobScripts.START);
        int at = claims ? FIRST + 2 : FIRST;
        int program = run ? at + 4 : at + 6;
        boolean known = words.size() > program
                && (run
                        ? words.get(3).equals(JobScripts.RUNNER_NAME + words.get(at + 1))
                        : words.subList(at + 4, program).equals(List.of(JobScripts.RUNNER, JobScripts.PROGRAM)));
        return known
                ? Optional.of(new CarriedCommand(
                        words.get(at + 1),
                        words.get(at + 2),
                        words.get(at),
                        claims ? words.get(FIRST) : "",
                        run,
                        command(carrier, words.get(at + 3), words.subList(program, words.size()))))
                : Optional.empty();
    }

    /** Reads a command of a plan, which names the claim that must hold; empty if it carries none. */
    public static Optional<CarriedCommand> ofPlan(Command carrier) {
        return in(carrier).filter(c -> !c.claim().isEmpty());
    }

    /** Gives the command that a test means: the carried one of a plan, or the command itself. */
    public static Command meant(Command command) {
        return ofPlan(command).map(CarriedCommand::command).orElse(command);
    }

    /** Leaves a job of it that runs no more, and has no end. */
    public void leaveUnended(Call call) {
        JobRule.jobs(call, directory).put(id, SimJob.broken(digest, call));
    }

    /** What runs a command, with the function that reads the answer of what it carries. */
    @FunctionalInterface
    public interface Course {

        /** Runs. */
        CommandResult run(Command meant, UnaryOperator<CommandResult> inner) throws InterruptedException;
    }

    /**
     * Runs a command so that what strikes at it sees the carried one and its result, as the host's own program gave it, and not the
     * carrier's.
     */
    public static CommandResult answering(Command command, Course course) throws InterruptedException {
        Optional<CarriedCommand> carried = ofPlan(command).filter(CarriedCommand::toItsEnd);
        boolean[] ended = {false};
        CommandResult said = course.run(meant(command), answer -> {
            ended[0] = carried.isPresent() && answer.stdout().startsWith(ENDED);
            return ended[0] ? inner(answer) : answer;
        });
        return ended[0] ? outer(said) : said;
    }

    /** Gives the carrier's answer for a result of the carried command; the result itself where none is carried to its end. */
    public static CommandResult answer(Command command, CommandResult result) {
        return ofPlan(command).filter(CarriedCommand::toItsEnd).isPresent() ? outer(result) : result;
    }

    private static CommandResult inner(CommandResult answer) {
        String head = answer.stdout().substring(ENDED.length(), answer.stdout().indexOf('\n'));
        return CommandResult.of(
                Integer.parseInt(head.substring(0, head.indexOf('-'))),
                answer.stdout().substring(answer.stdout().indexOf('\n') + 1),
                answer.stderr(),
                answer.elapsed());
    }

    private static CommandResult outer(CommandResult result) {
        long took = result.elapsed().toMillis() / 10;
        return CommandResult.of(
                0,
                ENDED + result.exitCode().orElse(1) + '-' + took + '\n' + result.stdout(),
                result.stderr(),
                result.elapsed());
    }

    private static Command command(Command carrier, String input, List<String> argv) {
        CommandWrappers.Unwrapped read = CommandWrappers.read(argv);
        Command.Builder command = Command.builder(read.program())
                .timeout(carrier.timeout().compareTo(LONG) < 0 ? carrier.timeout() : LONG);
        read.script().ifPresent(command::sourcing);
        if (!read.session().isEmpty()) {
            command.session(read.session().get(1), read.session().get(0));
        }
        if (read.systemProgram()) {
            command.systemProgram();
        }
        carrier.environment().forEach(command::variable);
        if (input.equals("input")) {
            String measured = carrier.stdin().orElse("");
            String text = measured.substring(measured.indexOf('\n') + 1);
            if (!measured.equals(text.getBytes(StandardCharsets.UTF_8).length + "\n" + text)) {
                throw new IllegalStateException("a job's input without its length");
            }
            if (carrier.secretStdin()) {
                command.secretStdin(text);
            } else {
                command.stdin(text);
            }
        }
        return carrier.mutating() ? command.mutating().build() : command.build();
    }
}
