package io.github.gpfailover.core.internal.job;

import io.github.gpfailover.core.internal.script.ClaimScripts;
import io.github.gpfailover.core.internal.script.JobScripts;
import io.github.gpfailover.core.internal.script.RunScripts;
import io.github.gpfailover.core.internal.step.HostClaim;
import io.github.gpfailover.core.internal.step.JobRunner;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.OutputListener;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The commands of jobs: the fixed scripts with the order of their parameters, in one place. */
public final class JobCommands {

    private static final Duration TIME = Duration.ofSeconds(30);

    /** How many jobs of a run get their directories with the claim of a host: those of a switchover's outage are among them. */
    private static final int AHEAD = 24;

    private final String directory;

    /**
     * Makes commands for the jobs of a directory.
     *
     * @param directory the directory; not empty
     */
    public JobCommands(String directory) {
        // A relative path may begin with a dash.
        String path = directory.startsWith("/") ? directory : "./" + directory;
        // A link with a slash behind it would stand for what it leads to.
        while (path.endsWith("/") && path.length() > 1) {
            path = path.substring(0, path.length() - 1);
        }
        this.directory = path;
    }

    /** Starts a job. Its variables and input are those of the command that carries it. */
    public Command start(String id, Command command) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", JobScripts.START, "gp-failover-start"));
        startWords(words, id, CommandDigest.of(command), command);
        return carrying(command, words).timeout(TIME).build();
    }

    /** Starts a job, if a run's claim of the host holds. */
    public Command start(String id, Command command, HostClaim claim) {
        List<String> words = new ArrayList<>(
                List.of("sh", "-c", RunScripts.START, "gp-failover-start", claim.place(), claim.next()));
        startWords(words, id, digest(command, claim), command);
        return carrying(command, words).timeout(TIME).build();
    }

    /** Gives what a plan's command is known by on its host: the cluster is part of it, for whoever claims the host next. */
    private static String digest(Command command, HostClaim claim) {
        return CommandDigest.of(command) + '@' + claim.key();
    }

    private void startWords(List<String> words, String id, String digest, Command command) {
        words.addAll(List.of(directory, id, digest, input(command), JobScripts.RUNNER, JobScripts.PROGRAM));
        words.addAll(command.argv());
    }

    /** Runs a command as a job to its end, if a run's claim of the host holds. */
    public Command run(String id, Command command, HostClaim claim, Duration time) {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                RunScripts.RUN,
                JobScripts.RUNNER_NAME + id,
                claim.place(),
                claim.next(),
                directory,
                id,
                digest(command, claim),
                input(command)));
        words.addAll(command.argv());
        return carrying(command, words).timeout(time).build();
    }

    private static String input(Command command) {
        return command.stdin().filter(s -> !s.isEmpty()).isPresent() ? "input" : "none";
    }

    private static Command.Builder carrying(Command command, List<String> words) {
        Command.Builder start = Command.builder(words);
        command.environment().forEach(start::variable);
        if (input(command).equals("input")) {
            // With its length, for a line that breaks is taken for the end of the input.
            String text = command.stdin().orElseThrow();
            String measured = text.getBytes(StandardCharsets.UTF_8).length + "\n" + text;
            if (command.secretStdin()) {
                start.secretStdin(measured);
            } else {
                start.stdin(measured);
            }
        }
        return command.mutating() ? start.mutating() : start;
    }

    /** Waits for a job's end, and asks for its state. */
    public Command await(String id, Duration most) {
        return script(TIME.plus(most), RunScripts.AWAIT, id, Long.toString(most.toMillis() / 10))
                .build();
    }

    /** Claims a host. */
    public Command claim(String claims, JobRunner.Claimant claimant) {
        return script(
                        TIME,
                        ClaimScripts.CLAIM,
                        claims,
                        claimant.key(),
                        claimant.realm(),
                        Long.toString(claimant.token()),
                        claimant.holder(),
                        claimant.jobs(),
                        Integer.toString(AHEAD))
                .build();
    }

    /** Gives up a claim, and removes the records of jobs that have ended. */
    public Command sweep(HostClaim claim, String ahead, List<String> ids) {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                ClaimScripts.SWEEP,
                "gp-failover-jobs",
                claim.place(),
                claim.next(),
                claim.value() + ", ended",
                directory,
                ahead));
        words.addAll(ids);
        return Command.builder(words).timeout(TIME).build();
    }

    /** Asks for a job's state. */
    public Command status(String id) {
        return script(TIME, JobScripts.STATUS, id).build();
    }

    /** Keeps a job from ever beginning; one that has begun is left alone. */
    public Command cancel(String id) {
        return script(TIME, JobScripts.CANCEL, id).build();
    }

    /** Ends a job, which may change what its command changes. */
    public Command end(String id, Duration grace) {
        return script(TIME.plus(grace), JobScripts.END, id, Long.toString(grace.toMillis() / 10))
                .mutating()
                .build();
    }

    /** Removes a job's record. */
    public Command remove(String id) {
        return script(TIME, JobScripts.REMOVE, id).build();
    }

    /** Reads output. */
    public Command read(String id, OutputListener.Stream stream, long offset, int most) {
        String file = stream == OutputListener.Stream.STDOUT ? "out" : "err";
        return script(TIME, JobScripts.READ, id, file, Long.toString(offset + 1), Integer.toString(most))
                .build();
    }

    /** Lists the jobs. */
    public Command list() {
        return script(TIME, JobScripts.LIST).build();
    }

    private Command.Builder script(Duration time, String text, String... parameters) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", text, "gp-failover-jobs", directory));
        words.addAll(Arrays.asList(parameters));
        return Command.builder(words).timeout(time);
    }

    /** Returns where the jobs are. */
    @Override
    public String toString() {
        return "directory " + directory;
    }
}
