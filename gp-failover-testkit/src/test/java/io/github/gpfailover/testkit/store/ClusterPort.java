package io.github.gpfailover.testkit.store;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.store.ClusterWire.Ask;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;

/** A simulated cluster, served to one process after another. It outlives them. */
final class ClusterPort implements AutoCloseable {

    /** Where in the work on a command the process is ended. */
    enum Moment {
        /** The command was sent, and never ran. */
        BEFORE,
        /** It ran, and its result never arrived. */
        BEHIND,
        /** Its result arrived, and some time has passed since: a record may be half written. */
        LATER
    }

    /** The end of a process: with which command, counted from 0, at which moment, and how many nanoseconds after it. */
    record End(int command, Moment moment, long after, Runnable kill) {}

    private final SimulatedCluster cluster;
    private final ServerSocket listener;
    private int commands;

    ClusterPort(SimulatedCluster cluster) throws IOException {
        this.cluster = cluster;
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many commands the last process sent. */
    int commands() {
        return commands;
    }

    /** Serves the next process until its end, and ends it where that is said. Its last command has ended when this returns. */
    void serve(End end) throws InterruptedException {
        commands = 0;
        try (Socket socket = listener.accept()) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            while (true) {
                answer(Ask.valueOf(in.readUTF()), in, out, end);
                out.flush();
            }
        } catch (IOException e) {
            // The process has ended: in the midst of a question, or before its answer.
            return;
        }
    }

    private void answer(Ask what, DataInputStream in, DataOutputStream out, End end)
            throws IOException, InterruptedException {
        if (what == Ask.EXECUTE) {
            HostName host = HostName.of(ClusterWire.text(in).orElseThrow());
            execute(host, ClusterWire.command(in), out, commands++ == end.command() ? end : null);
            return;
        }
        long value = in.readLong();
        switch (what) {
            case SLEEP -> {
                cluster.clock().sleep(Duration.ofNanos(value));
                out.writeLong(0);
            }
            case NANO_TIME -> out.writeLong(cluster.clock().nanoTime());
            default ->
                out.writeLong(Duration.between(Instant.EPOCH, cluster.clock().instant())
                        .toNanos());
        }
    }

    private void execute(HostName host, Command command, DataOutputStream out, End end)
            throws IOException, InterruptedException {
        if (end != null && end.moment() == Moment.BEFORE) {
            end.kill().run();
            throw new IOException("it has ended");
        }
        try {
            ClusterWire.write(out, cluster.execute(host, command));
        } catch (TransportException e) {
            ClusterWire.write(out, e);
        }
        if (end != null) {
            if (end.moment() == Moment.LATER) {
                out.flush();
                long began = System.nanoTime();
                while (System.nanoTime() - began < end.after()) {
                    Thread.onSpinWait();
                }
            }
            end.kill().run();
            throw new IOException("it has ended");
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
