package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.core.internal.script.JobScripts;
import io.github.gpfailover.core.internal.script.RunScripts;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.CommandRunner;
import io.github.gpfailover.testkit.internal.SimJob;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** {@code sh -c} with exactly the fixed scripts of jobs: a model knows what they do, and no shell. */
final class JobRule implements Rule {

    private static final int DIRECTORY = 4;
    private static final int ID = 5;
    private static final int MILLIS = 30;
    private static final int RUN_MILLIS = 5;
    private static final long CENTI = 10_000_000L;
    private static final int TERMINATED = 143;
    private static final int KILLED = 137;

    private final Rules rules;

    JobRule(Rules rules) {
        this.rules = rules;
    }

    @Override
    public void run(Call call) {
        String script = call.words.size() > 2 && call.words.get(1).equals("-c") ? call.words.get(2) : "";
        CarriedCommand carried = CarriedCommand.in(call.command).orElse(null);
        if (carried != null) {
            carry(call, carried);
            return;
        }
        if (ClaimRule.knows(script)) {
            ClaimRule.run(call, script);
            return;
        }
        call.takes(MILLIS);
        if (script.equals(JobScripts.LIST)) {
            expect(call, ID);
            jobs(call).keySet().forEach(id -> call.out.append(id).append('\n'));
            call.out.append("end\n");
        } else if (script.equals(JobScripts.READ)) {
            expect(call, ID + 4);
            read(call, jobs(call).get(call.words.get(ID)));
        } else if (script.equals(JobScripts.STATUS)) {
            expect(call, ID + 1);
            tell(call);
        } else if (script.equals(RunScripts.AWAIT)) {
            expect(call, ID + 2);
            SimJob job = jobs(call).get(call.words.get(ID));
            long until = call.world.time.now() + Long.parseLong(call.words.get(ID + 1)) * CENTI;
            call.await(
                    () -> job == null || !job.state().equals("running") ? call.world.time.now() : until,
                    () -> tell(call));
        } else if (script.equals(JobScripts.CANCEL)) {
            expect(call, ID + 1);
            String id = call.words.get(ID);
            jobs(call).computeIfAbsent(id, i -> SimJob.cancelled(call));
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
        return jobs(call, call.words.get(DIRECTORY));
    }

    static Map<String, SimJob> jobs(Call call, String directory) {
        String path = Paths.absolute(directory.startsWith("./") ? directory.substring(2) : directory);
        return call.host.jobs.computeIfAbsent(path, d -> new TreeMap<>());
    }

    private void carry(Call call, CarriedCommand carried) {
        if (!carried.claim().isEmpty() && ClaimRule.lost(call, carried.claim())) {
            return;
        }
        Map<String, SimJob> jobs = jobs(call, carried.directory());
        SimJob there = jobs.get(carried.id());
        if (there != null && there.state().equals("cancelled")) {
            call.takes(MILLIS);
            call.out.append(carried.toItsEnd() ? "run=unborn\n" : "start=found\n");
            return;
        }
        if (there != null) {
            call.takes(MILLIS);
            call.out.append(
                    carried.toItsEnd()
                            ? there.digest.equals(carried.digest()) ? "run=there\n" : "run=other\n"
                            : there.digest.equals(carried.digest()) ? "start=found\n" : "start=other\n");
            return;
        }
        SimJob job = begun(call, carried);
        jobs.put(carried.id(), job);
        call.world.jobs.add(job);
        if (!carried.toItsEnd()) {
            call.takes(MILLIS);
            call.out.append("start=started\n");
            return;
        }
        call.await(() -> job.state().equals("running") ? Long.MAX_VALUE : call.world.time.now(), () -> {});
        call.after(RUN_MILLIS, () -> {
            call.out
                    .append("run=ended ")
                    .append(job.exit())
                    .append('-')
                    .append(job.took())
                    .append('\n');
            call.out.append(new String(job.output(false), StandardCharsets.UTF_8));
            call.err.append(new String(job.output(true), StandardCharsets.UTF_8));
        });
    }

    /** Begins a command, and what was ordered to go wrong with it. */
    private SimJob begun(Call call, CarriedCommand carried) {
        Command command = carried.command();
        Call begun = new Call(call.world, call.host, command, Rules.words(command));
        CommandRunner.Fault fault = call.fault;
        if (call.instead != null) {
            begun.after(call.instead.elapsed().toMillis(), () -> {
                begun.out.append(call.instead.stdout());
                begun.err.append(call.instead.stderr());
                begun.exit = call.instead.exitCode().orElse(1);
            });
        } else if (fault != null && fault.hang()) {
            begun.hang();
        } else if (fault != null && fault.before()) {
            begun.exit = fault.exit();
        } else {
            rules.run(call.world, call.host, begun);
        }
        SimJob job = new SimJob(carried.digest(), begun, fault);
        if (!call.host.login.noise.isEmpty() && !command.argv().get(0).equals(begun.words.get(0))) {
            begun.err.insert(0, call.host.login.noise);
        }
        return job;
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
