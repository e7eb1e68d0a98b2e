package io.github.gpfailover.testkit.internal.ssh;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoServiceFactory;
import org.apache.sshd.common.io.IoServiceFactoryFactory;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;

/**
 * The threads that all servers of a cluster share. They exist because each server would have threads of its own, and a cluster has hundreds of
 * hosts. The threads' names begin with {@code gp-failover-sshd}.
 */
public final class SharedIo implements AutoCloseable {

    private static final int IO_THREADS = 4;
    private static final long LONGEST_END = 5000;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("timer"));
    private final ExecutorService commands = Executors.newCachedThreadPool(threads("command"));
    private final IoServiceFactory shared;

    /** Starts what is shared. */
    public SharedIo() {
        SshServer settings = new SshServer();
        settings.setNioWorkers(IO_THREADS);
        // Else each command waits 40 ms for the client's delayed acknowledgement (seen: 44 ms a command, 5 ms with it).
        CoreModuleProperties.TCP_NODELAY.set(settings, true);
        shared = new Nio2ServiceFactory(settings, null, null);
    }

    /** Has a server use what is shared. */
    public void serve(SshServer server) {
        server.setIoServiceFactoryFactory(new Lender(shared));
        server.setScheduledExecutorService(timer, false);
    }

    /** Gives the threads that commands run on. */
    public ExecutorService commands() {
        return commands;
    }

    /** Ends all threads. The servers must have been stopped. */
    @Override
    public void close() {
        shared.close(true);
        timer.shutdownNow();
        commands.shutdownNow();
        try {
            timer.awaitTermination(LONGEST_END, TimeUnit.MILLISECONDS);
            commands.awaitTermination(LONGEST_END, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory threads(String what) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "gp-failover-sshd-" + what + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** A factory that gives each server the same threads. */
    private record Lender(IoServiceFactory shared) implements IoServiceFactoryFactory {

        @Override
        public IoServiceFactory create(FactoryManager manager) {
            return new Borrowed(shared);
        }

        @Override
        public void setExecutorServiceFactory(Factory<CloseableExecutorService> factory) {
            // The threads are there already.
        }
    }

    /** What a server closes when it stops, without an effect on the others. */
    private static final class Borrowed extends AbstractCloseable implements IoServiceFactory {

        private final IoServiceFactory shared;

        Borrowed(IoServiceFactory shared) {
            this.shared = shared;
        }

        @Override
        public IoConnector createConnector(IoHandler handler) {
            return shared.createConnector(handler);
        }

        @Override
        public IoAcceptor createAcceptor(IoHandler handler) {
            return shared.createAcceptor(handler);
        }

        @Override
        public IoServiceEventListener getIoServiceEventListener() {
            return shared.getIoServiceEventListener();
        }

        @Override
        public void setIoServiceEventListener(IoServiceEventListener listener) {
            // Nobody listens: it would hear of all servers.
        }
    }
}
