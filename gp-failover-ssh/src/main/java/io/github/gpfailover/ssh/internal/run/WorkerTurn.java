package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.common.SSHException;

/** One command that a worker runs. For one thread. */
final class WorkerTurn extends Exchange {

    private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Worker worker;
    private final Command command;

    WorkerTurn(HostConnection wire, Worker worker, Command command, int mostBytes, OutputListener listener) {
        super(wire, worker.channel(), Receiver.ofWorker(mostBytes, listener != null), listener, null);
        this.worker = worker;
        this.command = command;
    }

    /** Sends the command; false if the worker is no more, and nothing was sent. */
    boolean send(byte[] input) throws NotSentException, InterruptedException {
        sent();
        try {
            return worker.begin(command, input, receiver());
        } catch (SSHException e) {
            throw unsent(e);
        }
    }

    /** Does not ask: a worker tells the end of a command after all of its output. */
    @Override
    boolean nothingIsOnItsWay(Deadline limit) {
        return true;
    }

    @Override
    OptionalInt exitCode() {
        return receiver().status();
    }

    @Override
    boolean hasNotRun() {
        return receiver().closedBeforeBegin();
    }

    /** Waits for the process id, as a command that is about to begin must not begin after it was ended. */
    @Override
    String pid() throws InterruptedException {
        receiver().awaitBegin(BEGIN_NANOS);
        return super.pid();
    }

    @Override
    void leave() {
        try {
            if (receiver().workerTold()) {
                worker.giveBack();
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        worker.leave();
    }
}
