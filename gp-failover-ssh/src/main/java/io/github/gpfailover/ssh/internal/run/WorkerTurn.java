package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import java.time.Duration;
import java.util.OptionalInt;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.direct.Signal;

/** One command that a worker runs. For one thread. */
final class WorkerTurn extends Exchange {

    private static final Duration KILLING_TIME = Duration.ofSeconds(1);
    private static final long LOOK_NANOS = 50_000_000;

    private final Worker worker;
    private final Command command;

    WorkerTurn(HostConnection wire, Worker worker, Command command, int mostBytes, OutputListener listener) {
        super(wire, worker.channel(), Receiver.ofWorker(mostBytes, listener != null), listener, null);
        this.worker = worker;
        this.command = command;
    }

    /** Sends the command; false if the worker is no more, or hangs, and the command will not run. */
    boolean send(byte[] input, Deadline deadline) throws NotSentException, InterruptedException {
        sent();
        try {
            return worker.begin(command, input, receiver(), deadline);
        } catch (SSHException e) {
            throw unsent(e);
        }
    }

    /** Never: a worker tells when all output has come. */
    @Override
    boolean nothingIsOnItsWay(Deadline limit) {
        openWindow();
        return false;
    }

    /** Asks the worker, which answers behind the output that it has read. */
    @Override
    void lookForEnd(Deadline limit) throws InterruptedException {
        int before = receiver().answers();
        if (worker.send('q')) {
            awaitAnswer(before, limit);
        }
    }

    private void awaitAnswer(int before, Deadline limit) throws InterruptedException {
        while (limit.left() > 0 && !receiver().awaitAnswer(before, Math.min(limit.left(), LOOK_NANOS))) {
            openWindow();
        }
    }

    @Override
    OptionalInt exitCode() {
        return receiver().status();
    }

    /** Has the worker do it: a signal that ends the worker would miss the command, which has a group of its own. */
    @Override
    void kill() throws InterruptedException {
        int before = receiver().answers();
        boolean sent = worker.send('k');
        signal(Signal.USR1);
        if (sent) {
            // A server may drop what the worker has not read when the session is left.
            awaitAnswer(before, Deadline.in(KILLING_TIME));
        }
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
