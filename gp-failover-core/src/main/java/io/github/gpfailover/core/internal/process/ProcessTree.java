package io.github.gpfailover.core.internal.process;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process with all that it started. It exists because a process that is ended alone leaves its children at work. */
final class ProcessTree {

    private static final long GRACE_SECONDS = 2;

    private final ProcessHandle root;
    private final Set<ProcessHandle> tree = new LinkedHashSet<>();

    ProcessTree(Process process) {
        root = process.toHandle();
    }

    /** Asks all to end, and kills what has not ended two seconds later. An interrupt meanwhile is kept for the caller. */
    void end() {
        // Children first seen stay known when their parent's end makes them orphans.
        collect();
        tree.forEach(ProcessHandle::destroy);
        boolean interrupted = !awaitEnd();
        collect();
        tree.forEach(ProcessHandle::destroyForcibly);
        interrupted |= !awaitEnd();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect() {
        root.descendants().forEach(tree::add);
        Set.copyOf(tree).forEach(p -> p.descendants().forEach(tree::add));
        tree.add(root);
    }

    /** Waits for the end of all, at most the grace; false if the thread was interrupted meanwhile. */
    private boolean awaitEnd() {
        CompletableFuture<?>[] ends = tree.stream()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(GRACE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
