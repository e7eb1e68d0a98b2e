package io.github.gpfailover.testkit.internal;

import java.nio.charset.StandardCharsets;

/** A command that goes on in virtual time with nobody waiting for it. What it printed and how it ended stay on its host's disk. */
public final class SimJob {

    private static final long CENTI = 10_000_000L;

    /** The digest of its command. */
    public final String digest;

    private final Call call;
    private final CommandRunner.Fault fault;
    private final long began;
    private long next = Long.MAX_VALUE;
    private long endedAt;
    private boolean ended;
    private int exit;
    private boolean stepping;
    private boolean unended;
    private boolean cancelled;

    /** Makes a job of a call that has begun; what its program prints and how it ends may be ordered otherwise. */
    public SimJob(String digest, Call call, CommandRunner.Fault fault) {
        this.digest = digest;
        this.fault = fault;
        this.call = call;
        began = call.world.time.now();
        goOn();
    }

    /** Makes a job that runs no more, and how it ended nobody wrote. */
    public static SimJob broken(String digest, Call call) {
        SimJob job = new SimJob(digest, call, null);
        job.ended = false;
        job.unended = true;
        return job;
    }

    /** Makes a job that was cancelled before it began. */
    public static SimJob cancelled(Call call) {
        SimJob job = new SimJob("", call, null);
        job.ended = false;
        job.cancelled = true;
        return job;
    }

    /** Gives its state, as the job scripts call it. */
    public String state() {
        if (cancelled) {
            return "cancelled";
        }
        if (unended) {
            return "broken";
        }
        if (ended) {
            return "ended";
        }
        return call.powerLost() ? "broken" : "running";
    }

    /** Gives the host that it runs on. */
    public SimHost host() {
        return call.host;
    }

    /** Gives its process number. */
    public int pid() {
        return call.pid;
    }

    /** Gives its program and arguments, as a process table shows them. */
    public String program() {
        return String.join(" ", call.words);
    }

    /** Gives when it was started. */
    public long began() {
        return began;
    }

    /** Gives its exit status. */
    public int exit() {
        return exit;
    }

    /** Gives how long it ran, in hundredths of a second. */
    public long took() {
        return (endedAt - began) / CENTI;
    }

    /** Gives what it wrote so far. */
    public byte[] output(boolean stderr) {
        return (stderr ? call.err : call.out).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Ends it: what it would still have done does not happen. */
    public void kill(int status) {
        if (state().equals("running")) {
            end(status);
        }
    }

    /**
     * Says whether it is over; if not, has its next step come when that is due, for whatever happened may end a wait.
     */
    boolean over() {
        goOn();
        return !state().equals("running");
    }

    private void goOn() {
        // In the midst of a step it does not know yet what comes next.
        if (stepping || !state().equals("running")) {
            return;
        }
        if (!call.pending()) {
            if (fault != null && fault.stdout() != null) {
                call.out.setLength(0);
                call.out.append(fault.stdout());
            } else if (fault != null && fault.exits() && !fault.before()) {
                call.out.setLength(CommandRunner.half(call.out.toString()).length());
                call.exit = fault.exit();
            }
            end(call.exit);
            return;
        }
        long due = call.due();
        if (due < next) {
            next = due;
            call.world.time.at(due, this::step);
        }
    }

    private void step() {
        next = Long.MAX_VALUE;
        if (state().equals("running") && call.pending() && call.due() <= call.world.time.now()) {
            stepping = true;
            call.step();
            stepping = false;
        }
        goOn();
    }

    private void end(int status) {
        ended = true;
        exit = status;
        endedAt = call.world.time.now();
    }
}
