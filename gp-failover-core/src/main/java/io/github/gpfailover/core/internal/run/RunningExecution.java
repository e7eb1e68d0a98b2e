package io.github.gpfailover.core.internal.run;

import io.github.gpfailover.FailoverExecution;
import io.github.gpfailover.FailoverReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** A plan on a daemon thread of its own. The thread is the execution's alone, so that nothing of another one can interrupt it. */
final class RunningExecution implements FailoverExecution {

    private final String id;
    private final Cancellation cancellation;
    private final CompletableFuture<FailoverReport> report = new CompletableFuture<>();

    private RunningExecution(String id, Cancellation cancellation) {
        this.id = id;
        this.cancellation = cancellation;
    }

    /** Starts one. */
    static RunningExecution start(String id, Cancellation cancellation, Supplier<FailoverReport> plan) {
        RunningExecution running = new RunningExecution(id, cancellation);
        Thread thread = new Thread(() -> running.run(plan), "gp-failover-execution-" + id);
        thread.setDaemon(true);
        thread.start();
        return running;
    }

    private void run(Supplier<FailoverReport> plan) {
        try {
            report.complete(plan.get());
        } catch (RuntimeException | Error e) {
            report.completeExceptionally(e);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void cancel() {
        cancellation.ask();
    }

    @Override
    public boolean isDone() {
        return report.isDone();
    }

    @Override
    public CompletionStage<FailoverReport> report() {
        return report.copy();
    }

    @Override
    public FailoverReport await() throws InterruptedException {
        try {
            return report.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw (Error) e.getCause();
        }
    }
}
