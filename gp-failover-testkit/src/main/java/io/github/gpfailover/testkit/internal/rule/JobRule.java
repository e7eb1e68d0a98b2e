package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.core.internal.script.JobScripts;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SimJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code sh -c} with exactly the fixed scripts of jobs: a model knows what they do, and no shell. */
final class JobRule implements Rule {

    private static final int DIRECTORY = 4;
    private static final int ID = 5;
    private static final int DIGEST = 6;
    private static final int INPUT = 7;
    private static final int RUNNER = 8;
    private static final int PROGRAM = 10;
    private static final int MILLIS = 30;
    private static final int TERMINATED = 143;
    private static final int KILLED = 137;

    private final Rules rules;

    JobRule(Rules rules) {
        this.rules = rules;
    }

    @Override
    public void run(Call call) {
        String script = call.words.size() > 2 && call.words.get(1).equals("-c") ? call.words.get(2) : "";
        call.takes(MILLIS);
        if (script.equals(JobScripts.LIST)) {
            expect(call, ID);
            jobs(call).keySet().forEach(id -> call.out.append(id).append('\n'));
            call.out.append("end\n");
        } else if (script.equals(JobScripts.START)) {
            start(call);
        } else if (script.equals(JobScripts.READ)) {
            expect(call, ID + 4);
            read(call, jobs(call).get(call.words.get(ID)));
        } else if (script.equals(JobScripts.STATUS)) {
            expect(call, ID + 1);
            tell(call);
        } else if (script.equals(JobScripts.END)) {
            expect(call, ID + 2);
            SimJob job = jobs(call).get(call.words.get(ID));
            if (job != null) {
                job.kill(Long.parseLong(call.words.get(ID + 1)) == 0 ? KILLED : TERMINATED);
            }
            tell(call);
        } else if (script.equals(JobScripts.REMOVE)) {
            expect(call, ID + 1);
            SimJob job = jobs(call).get(call.words.get(ID));
            if (job != null && !job.state().equals("running")) {
                jobs(call).remove(call.words.get(ID));
            }
            tell(call);
        } else {
            throw call.unknown("there is no shell, only the library's own scripts are known");
        }
    }

    private static void expect(Call call, int words) {
        if (call.words.size() != words) {
            throw call.unknown("a script of jobs with other parameters");
        }
    }

    private static Map<String, SimJob> jobs(Call call) {
        String directory = call.words.get(DIRECTORY);
        String path = Paths.absolute(directory.startsWith("./") ? directory.substring(2) : directory);
        return call.host.jobs.computeIfAbsent(path, d -> new TreeMap<>());
    }

    private void start(Call call) {
        List<String> words = call.words;
        if (words.size() <= PROGRAM
                || !words.subList(RUNNER, PROGRAM).equals(List.of(JobScripts.RUNNER, JobScripts.PROGRAM))) {
            throw call.unknown("a job's start with other parameters");
        }
        SimJob there = jobs(call).get(words.get(ID));
        if (there != null) {
            call.out.append(there.digest.equals(words.get(DIGEST)) ? "start=found\n" : "start=other\n");
            return;
        }
        Command command = command(call);
        Call begun = new Call(call.world, call.host, command, Rules.words(command));
        rules.run(call.world, call.host, begun);
        SimJob job = new SimJob(words.get(DIGEST), begun);
        jobs(call).put(words.get(ID), job);
        call.world.jobs.add(job);
        call.out.append("start=started\n");
    }

    private static Command command(Call call) {
        Command.Builder command =
                Command.builder(call.words.subList(PROGRAM, call.words.size())).timeout(Duration.ofDays(1));
        call.command.environment().forEach(command::variable);
        if (call.words.get(INPUT).equals("input")) {
            String measured = call.command.stdin().orElse("");
            String input = measured.substring(measured.indexOf('\n') + 1);
            if (!measured.equals(input.getBytes(StandardCharsets.UTF_8).length + "\n" + input)) {
                throw call.unknown("a job's input without its length");
            }
            if (call.command.secretStdin()) {
                command.secretStdin(input);
            } else {
                command.stdin(input);
            }
        }
        return call.command.mutating() ? command.mutating().build() : command.build();
    }

    private static void read(Call call, SimJob job) {
        if (job == null) {
            call.out.append("job=absent\nend\n");
            return;
        }
        byte[] all = job.output(call.words.get(ID + 1).equals("err"));
        int from = (int) Math.min(all.length, Long.parseLong(call.words.get(ID + 2)) - 1);
        int most = Integer.parseInt(call.words.get(ID + 3));
        byte[] piece = Arrays.copyOfRange(all, from, Math.min(all.length, from + most));
        call.out.append("job=there\n");
        if (piece.length > 0) {
            call.out
                    .append(Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(piece))
                    .append('\n');
        }
        call.out.append("end\n");
    }

    private static void tell(Call call) {
        String id = call.words.get(ID);
        SimJob job = jobs(call).get(id);
        String state = job == null ? "absent" : job.state();
        boolean ended = state.equals("ended");
        line(call, "id", id);
        line(call, "state", state);
        line(call, "detail", "");
        line(call, "pid", state.equals("running") ? job.pid() : "");
        line(call, "exit", ended ? job.exit() : "");
        line(call, "took", ended ? job.took() : "");
        line(call, "stdout", job == null ? 0 : job.output(false).length);
        line(call, "stderr", job == null ? 0 : job.output(true).length);
        call.out.append("end\n");
    }

    private static void line(Call call, String key, Object value) {
        call.out.append(key).append('=').append(value).append('\n');
    }
}
