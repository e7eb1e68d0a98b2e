package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** A thousand commands by workers, over connections that break after any number of bytes. */
@Tag("ssh")
@Timeout(value = 300, threadMode = ThreadMode.SEPARATE_THREAD)
class BrokenWorkersTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final int CALLERS = 4;
    private static final int EACH = 250;
    private static final long SEED = 20261201;

    @TempDir
    private Path directory;

    private enum Told {
        RAN,
        MAY_HAVE_RUN,
        DID_NOT_RUN
    }

    /** What came of all commands, and what it took. */
    private record Outcome(List<Told> told, int sessions, int connections) {}

    @Test
    void noOutputIsMixedNoCommandIsLostAndNoneRunsTwice() throws Exception {
        Path log = Files.createFile(directory.resolve("ran"));

        Outcome outcome = commands(log);

        compare(outcome.told, Files.readAllLines(log));
        assertThat(outcome.told).filteredOn(Told.RAN::equals).hasSizeGreaterThan(CALLERS * EACH / 2);
        assertThat(outcome.connections).as("connections").isGreaterThan(10);
        // On a slow machine many commands find no worker ready after a break; a session for each would be as many.
        assertThat(outcome.sessions).as("sessions").isLessThan(CALLERS * EACH);
    }

    private static Outcome commands(Path log) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (ShellServer server = ShellServer.start();
                FaultyLink link = FaultyLink.to(server.port());
                SshTransport ssh = SshTransport.builder()
                        .config(SshConfig.none())
                        .noAgent()
                        .reconnectPause(Duration.ofMillis(10), Duration.ofMillis(10))
                        .hostKeys(HostKeyPolicy.knownHosts(server.knownHosts(link.port())))
                        .privateKey(server.privateKey())
                        .host(ShellServer.endpoint("mdw", link.port()))
                        .build()) {
            List<Callable<List<Told>>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                all.add(() -> commands(caller, ssh, link, log));
            }
            List<Told> told = new ArrayList<>();
            for (Future<List<Told>> one : callers.invokeAll(all)) {
                told.addAll(one.get());
            }
            return new Outcome(told, server.commands().size(), link.connections());
        } finally {
            callers.shutdownNow();
        }
    }

    private static void compare(List<Told> told, List<String> log) {
        Map<String, Long> times = log.stream().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
        for (int i = 0; i < told.size(); i++) {
            long ran = times.getOrDefault(String.valueOf(i), 0L);
            switch (told.get(i)) {
                case RAN -> assertThat(ran).as("command %s", i).isEqualTo(1);
                case MAY_HAVE_RUN -> assertThat(ran).as("command %s", i).isBetween(0L, 1L);
                case DID_NOT_RUN -> assertThat(ran).as("command %s", i).isZero();
            }
        }
    }

    private static List<Told> commands(int caller, SshTransport ssh, FaultyLink link, Path log)
            throws InterruptedException {
        Random random = new Random(SEED + caller);
        List<Told> told = new ArrayList<>();
        for (int i = caller * EACH; i < (caller + 1) * EACH; i++) {
            if (i % 15 == 0) {
                breakLater(link, random);
            }
            int lines = random.nextInt(random.nextInt(10) == 0 ? 5_000 : 20);
            try {
                CommandResult result = ssh.execute(MDW, command(i, lines, log));
                assertThat(result.exitCode()).hasValue(i % 100);
                assertThat(result.stdout()).isEqualTo("out " + i + "\n" + lines(lines) + "in " + i);
                assertThat(result.stderr()).isEqualTo("err " + i + "\n" + lines(lines));
                told.add(Told.RAN);
            } catch (TransportException e) {
                told.add(e.mayHaveRun() ? Told.MAY_HAVE_RUN : Told.DID_NOT_RUN);
            }
        }
        return told;
    }

    private static void breakLater(FaultyLink link, Random random) {
        FaultyLink.Towards end = random.nextBoolean() ? FaultyLink.Towards.SERVER : FaultyLink.Towards.CLIENT;
        link.cutAfterBytes(end, 500L + random.nextInt(50_000));
    }

    private static Command command(int number, int lines, Path log) {
        String script =
                "echo \"$1\" >>\"$3\"; echo out \"$1\"; echo err \"$1\" >&2; seq 1 \"$2\"; seq 1 \"$2\" >&2; cat;"
                        + " exit $(($1 % 100))";
        return Command.builder(List.of(
                        "sh", "-c", script, "sh", String.valueOf(number), String.valueOf(lines), log.toString()))
                .stdin("in " + number)
                .mutating()
                .build();
    }

    private static String lines(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }
}
