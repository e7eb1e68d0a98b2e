package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.ssh.internal.line.Connections;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import java.time.Duration;
import java.util.function.Supplier;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.OpenFailException;

/**
 * The rule on how many workers a connection has. It exists because a worker costs a login, which no command should wait for: a command
 * that finds none has a session of its own, and one is started beside it, if another session stays free.
 *
 * <p>The first command of a connection starts none: a host that is asked once has no use for it. One worker is started at a time, and the
 * next one only if a command found none meanwhile. One that is about to be too old is replaced while it still serves. Thread-safe.
 */
final class Workers {

    private static final Duration START_TIME = Duration.ofMinutes(1);
    private static final Duration OLD = Worker.LONGEST_LIFE.multipliedBy(2).dividedBy(3);
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final int MOST = 4;
    private static final long SOON_MILLIS = 5_000;

    private final HostConnection wire;
    private final Connections connections;
    private final Supplier<String> marks;
    private final LoginRecord login;
    private int commands;
    private int most;
    private int count;
    private Worker starting;
    private boolean startUnderWay;
    private boolean missed;
    private boolean paused;
    private long pausedAt;

    /**
     * Makes the rule for one connection.
     *
     * @param marks gives a new mark each time
     * @param login what is known of the login there
     */
    Workers(HostConnection wire, Connections connections, Supplier<String> marks, LoginRecord login) {
        this.wire = wire;
        this.connections = connections;
        this.marks = marks;
        this.login = login;
        most = Math.min(MOST, Math.max(1, wire.sessions().most() / 2));
    }

    /** A command found no worker. */
    synchronized void missed() {
        commands++;
        if (commands > 1) {
            missed = true;
            start(most);
        }
    }

    /** A command that found no worker is over, and left a session free: there may be room for a worker now. */
    synchronized void freed() {
        if (missed) {
            start(most);
        }
    }

    /** A command goes to a worker. */
    synchronized void used(Worker worker) {
        commands++;
        if (worker.age().compareTo(OLD) > 0) {
            start(most + 1);
        }
    }

    private void start(int atMost) {
        if (startUnderWay
                || count >= atMost
                || pausing()
                || !login.suitsWorkers()
                || !wire.sessions().tryAcquire()) {
            return;
        }
        startUnderWay = true;
        missed = false;
        count++;
        String mark = marks.get();
        Worker worker = new Worker(wire, connections.io(), mark, this);
        starting = worker;
        connections.io().execute(() -> start(worker, RemoteScript.working(mark)));
    }

    private boolean pausing() {
        paused &= System.nanoTime() - pausedAt < PAUSE.toNanos();
        return paused;
    }

    private void start(Worker worker, String line) {
        try {
            if (worker.start(line, Deadline.in(START_TIME))) {
                boolean unused =
                        connections.later(() -> giveUp(worker, "it was not there in time"), START_TIME.toMillis());
            } else {
                giveUp(worker, "the server did not open a session in time");
            }
        } catch (OpenFailException e) {
            // One session fewer is used, so that there is one for a command that needs its own.
            synchronized (this) {
                most = Math.max(0, count - 2);
            }
            worker.released();
            giveUp(worker, "the server opens too few sessions at once");
        } catch (SSHException e) {
            wire.failed(e);
        }
    }

    private void giveUp(Worker worker, String why) {
        synchronized (this) {
            if (starting != worker) {
                return;
            }
            noStart();
            if (most == 0 || count == 1) {
                login.report(why);
            }
        }
        worker.leave();
    }

    /** A worker can take commands. */
    void ready(Worker worker) {
        boolean more;
        synchronized (this) {
            starting = null;
            startUnderWay = false;
            more = missed;
        }
        long life = Worker.LONGEST_LIFE.minus(worker.age()).toMillis();
        boolean unused = connections.later(() -> retire(worker), Math.max(1, life));
        if (!wire.sessions().keep(worker)) {
            worker.drop();
        } else if (more) {
            synchronized (this) {
                start(most);
            }
        }
    }

    private void retire(Worker worker) {
        if (wire.sessions().forget(worker)) {
            worker.drop();
        }
    }

    /** Something other than a worker wrote where one does. */
    void disturbed(boolean underCommand) {
        login.disturbed(underCommand);
    }

    /** Says whether commands may go to workers. Waits for nothing. */
    boolean serve() {
        return login.suitsWorkers();
    }

    /** A worker takes no more commands; told once. */
    void ended(Worker worker, boolean wasReady) {
        boolean failed;
        synchronized (this) {
            count--;
            failed = starting == worker;
            if (failed) {
                noStart();
            }
        }
        if (failed && !wasReady && wire.alive()) {
            login.report(worker.noise());
        }
    }

    private void noStart() {
        starting = null;
        startUnderWay = false;
        pause();
    }

    private void pause() {
        paused = true;
        pausedAt = System.nanoTime();
    }

    /** Does something in a few seconds. */
    void soon(Runnable what) {
        boolean unused = connections.later(what, SOON_MILLIS);
    }
}
