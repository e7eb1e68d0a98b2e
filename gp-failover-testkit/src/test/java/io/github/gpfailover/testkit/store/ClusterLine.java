package io.github.gpfailover.testkit.store;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.testkit.store.ClusterWire.Ask;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The engine's end of the connection to a cluster in another process: its hosts, and its virtual time. What is to be done side by side is
 * done one after the other here, so it takes as long as all of it: slower than a site's, and never earlier.
 */
final class ClusterLine implements CommandTransport, Sleeper, InstantSource {

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    ClusterLine(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    @Override
    public synchronized CommandResult execute(HostName host, Command command) {
        try {
            out.writeUTF(Ask.EXECUTE.name());
            ClusterWire.text(out, Optional.of(host.value()));
            ClusterWire.write(out, command);
            out.flush();
            return ClusterWire.result(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        asked(Ask.SLEEP, Math.max(0, time.toNanos()));
    }

    @Override
    public long nanoTime() {
        return asked(Ask.NANO_TIME, 0);
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(asked(Ask.INSTANT, 0));
    }

    private synchronized long asked(Ask what, long value) {
        try {
            out.writeUTF(what.name());
            out.writeLong(value);
            out.flush();
            return in.readLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public <T> List<Optional<T>> together(List<? extends Task<T>> tasks, Duration within) throws InterruptedException {
        List<Optional<T>> all = new ArrayList<>();
        RuntimeException first = null;
        for (Task<T> task : tasks) {
            long began = nanoTime();
            Optional<T> result = Optional.empty();
            try {
                result = Optional.of(task.run());
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
            all.add(nanoTime() - began <= within.toNanos() ? result : Optional.empty());
        }
        if (first != null) {
            throw first;
        }
        return all;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
