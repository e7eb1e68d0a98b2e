package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** Logins for which there can be no workers: each command has a session of its own, as if nothing had been tried. */
@Tag("ssh")
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class NoWorkersTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final String STARTS_A_WORKER = "exec perl";

    @TempDir
    private Path directory;

    @Test
    void withoutPerlEachCommandHasASessionAndOneWorkerIsTried() throws Exception {
        for (String program : new String[] {"sh", "printf", "ps"}) {
            Files.createSymbolicLink(directory.resolve(program), Path.of("/bin", program));
        }
        try (ShellServer server = server("sh", "-c", "PATH=" + directory + "; eval \"$0\"");
                SshTransport ssh = WorkersTest.to(server).build()) {
            printsNumbers(ssh, 30);

            assertThat(workersStarted(server)).isEqualTo(1);
            assertThat(Workers.runs(ssh, MDW)).isFalse();
        }
    }

    @Test
    void aServerThatAllowsOneSessionIsAskedForNoMore() throws Exception {
        try (ShellServer server = ShellServer.start(ShellServer.Options.plain().withSessionsPerConnection(1));
                SshTransport ssh = WorkersTest.to(server).build()) {
            ExecutorService callers = Executors.newFixedThreadPool(4);
            try {
                Callable<Void> caller = () -> {
                    printsNumbers(ssh, 10);
                    return null;
                };
                for (Future<Void> one :
                        callers.invokeAll(Stream.generate(() -> caller).limit(4).toList())) {
                    one.get();
                }
            } finally {
                callers.shutdownNow();
            }
        }
    }

    @Test
    void aLoginThatLeavesSomethingThatPrintsGetsNoWorkers() throws Exception {
        String noise = "(while echo NOISE; do sleep 0.01; done) & eval \"$0\"";
        try (ShellServer server = server("sh", "-c", noise);
                SshTransport ssh = WorkersTest.to(server).build()) {
            for (int i = 0; i < 60; i++) {
                try {
                    assertThat(ssh.execute(MDW, Command.of("printf", "%s", "own" + i))
                                    .stdout()
                                    .replace("NOISE\n", ""))
                            .isEqualTo("own" + i);
                } catch (TransportException e) {
                    assertThat(e.mayHaveRun()).isTrue();
                }
            }

            assertThat(workersStarted(server)).isBetween(1L, 3L);
        }
    }

    @Test
    void aLoginThatDisturbsACommandGetsNoWorkerEverAfter() throws Exception {
        Path print = directory.resolve("print");
        String late = "(i=0; until [ -e " + print
                + " ] || [ $i -gt 400 ]; do sleep 0.05; i=$((i+1)); done; echo late) & eval \"$0\"";
        try (ShellServer server = server("sh", "-c", late);
                FaultyLink link = FaultyLink.to(server.port());
                SshTransport ssh = SshTransport.builder()
                        .config(SshConfig.none())
                        .noAgent()
                        .hostKeys(HostKeyPolicy.knownHosts(server.knownHosts(link.port())))
                        .privateKey(server.privateKey())
                        .host(ShellServer.endpoint("mdw", link.port()))
                        .build()) {
            Workers.await(ssh, MDW);
            Command silent = Command.of("sh", "-c", ": >" + print + "; sleep 3");
            TransportException e = catchThrowableOfType(TransportException.class, () -> ssh.execute(MDW, silent));
            assertThat(e.reason()).isEqualTo(Reason.LOST);
            assertThat(e).hasMessageContaining("the login has left behind");
            long started = workersStarted(server);
            Files.delete(print);

            printsNumbers(ssh, 10);
            link.cut();
            printsNumbers(ssh, 10);

            assertThat(workersStarted(server)).isEqualTo(started);
            assertThat(Workers.runs(ssh, MDW)).isFalse();
            Files.createFile(print);
        }
    }

    @Test
    void aShellThatIsNoneRunsNothingAndHarmsNothing() throws Exception {
        try (ShellServer server = server("sh", "-c", "echo This account is not available.; exit 1");
                SshTransport ssh = WorkersTest.to(server).build()) {
            for (int i = 0; i < 5; i++) {
                TransportException e =
                        catchThrowableOfType(TransportException.class, () -> ssh.execute(MDW, Command.of("true")));

                assertThat(e.reason()).isEqualTo(Reason.LOST);
                assertThat(e).hasMessageContaining("This account is not available.");
            }
            assertThat(workersStarted(server)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aForcedCommandThatReadsItsInputGetsNoCommandThere() throws Exception {
        Path seen = directory.resolve("seen");
        try (ShellServer server = server("sh", "-c", "cat >>" + seen + "; : \"$0\"");
                SshTransport ssh = WorkersTest.to(server).build()) {
            for (int i = 0; i < 5; i++) {
                assertThatExceptionOfType(TransportException.class)
                        .isThrownBy(() -> ssh.execute(MDW, Command.of("true")));
            }
        }
        assertThat(seen).isEmptyFile();
    }

    @Test
    void aSlowLoginIsWaitedForOnceAndNotByEachCommand() throws Exception {
        Path logins = Files.createFile(directory.resolve("logins"));
        try (ShellServer server = server("sh", "-c", "echo login >>" + logins + "; sleep 0.3; eval \"$0\"");
                SshTransport ssh = WorkersTest.to(server).build()) {
            Workers.await(ssh, MDW);
            int before = Files.readAllLines(logins).size();
            printsNumbers(ssh, 50);

            assertThat(Files.readAllLines(logins)).hasSize(before);
        }
    }

    @Test
    void aTransportWhoseCommandsHaveSessionsOfTheirOwnStartsNoWorker() throws Exception {
        try (ShellServer server = ShellServer.start();
                SshTransport ssh = WorkersTest.to(server).sessionPerCommand().build()) {
            printsNumbers(ssh, 10);

            assertThat(workersStarted(server)).isZero();
            assertThat(server.commands()).hasSize(10);
        }
    }

    @Test
    void whereTwoCommandsRunAtOnceAWorkerIsStartedBetweenThem() throws Exception {
        try (ShellServer server = ShellServer.start();
                SshTransport ssh = WorkersTest.to(server).sessionsPerHost(2).build()) {
            Workers.await(ssh, MDW);
        }
    }

    @Test
    void aHostThatIsAskedOnceGetsNoWorker() throws Exception {
        try (ShellServer server = ShellServer.start();
                SshTransport ssh = WorkersTest.to(server).build()) {
            printsNumbers(ssh, 1);

            assertThat(server.commands()).hasSize(1);
        }
    }

    private static ShellServer server(String... shell) {
        return ShellServer.start(ShellServer.Options.plain().withShell(shell));
    }

    private static void printsNumbers(SshTransport ssh, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            assertThat(ssh.execute(MDW, Command.of("printf", "%s", String.valueOf(i)))
                            .stdout())
                    .isEqualTo(String.valueOf(i));
        }
    }

    private static long workersStarted(ShellServer server) {
        return server.commands().stream()
                .filter(text -> text.contains(STARTS_A_WORKER))
                .count();
    }
}
