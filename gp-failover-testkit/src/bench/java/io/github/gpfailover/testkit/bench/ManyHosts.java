package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshEndpoint;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A client of many hosts at once, in a process of its own. It asks each once, and prints what that took: all, the slowest host, and
 * the heap that the open connections hold.
 */
public final class ManyHosts {

    private ManyHosts() {}

    /** Reads where the hosts are from standard input, as {@link SshFarm} prints it. */
    public static void main(String[] arguments) throws Exception {
        List<HostName> hosts = new ArrayList<>();
        try (SshTransport ssh = transport(hosts)) {
            long before = heap();
            ExecutorService askers = Executors.newFixedThreadPool(hosts.size());
            List<Future<Long>> asked = new ArrayList<>();
            long began = System.nanoTime();
            for (HostName host : hosts) {
                asked.add(askers.submit(() -> ask(ssh, host)));
            }
            long slowest = 0;
            for (Future<Long> one : asked) {
                slowest = Math.max(slowest, one.get());
            }
            long all = System.nanoTime() - began;
            askers.shutdown();
            // The askers are no part of the transport.
            if (!askers.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the askers did not end");
            }
            System.out.println(all + " " + slowest + " " + (heap() - before));
        }
    }

    private static long ask(SshTransport ssh, HostName host) throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        if (!ssh.execute(host, Command.of("ps", "-ef")).stdout().startsWith("UID")) {
            throw new IllegalStateException(host + " answered something else");
        }
        return System.nanoTime() - began;
    }

    private static SshTransport transport(List<HostName> hosts) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        SshTransportBuilder builder = SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .connectTimeout(Duration.ofMinutes(1))
                .hostKeys(HostKeyPolicy.knownHosts(Path.of(in.readLine())))
                .privateKey(Path.of(in.readLine()));
        for (String line = in.readLine(); !line.equals("ready"); line = in.readLine()) {
            String[] words = line.split(" ");
            hosts.add(HostName.of(words[0]));
            builder.host(
                    SshEndpoint.of(words[0], words[1]).withAddress("127.0.0.1").withPort(Integer.parseInt(words[2])));
        }
        return builder.build();
    }

    /** What is in use after the collector has been through: twice, since what it finds may hold more. */
    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
