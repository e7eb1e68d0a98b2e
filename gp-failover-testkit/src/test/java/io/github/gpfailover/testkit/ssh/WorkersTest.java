package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.OutputListener.Stream;
import io.github.gpfailover.ssh.HostKeyPolicy;
import io.github.gpfailover.ssh.SshConfig;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.ssh.SshTransportBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** What a command can do to the worker that runs it, and to the commands after it. */
@Tag("ssh")
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class WorkersTest {

    private static final HostName MDW = HostName.of("mdw");

    private final ShellServer server = ShellServer.start();
    private final SshTransport ssh = to(server).build();

    @TempDir
    private Path directory;

    @BeforeEach
    void warmUp() throws InterruptedException {
        Workers.await(ssh, MDW);
    }

    @AfterEach
    void close() {
        ssh.close();
        server.close();
    }

    @Test
    void commandsOfAWorkerCostTheServerNoSession() throws InterruptedException {
        int asked = server.commands().size();
        for (int i = 0; i < 50; i++) {
            assertThat(run("printf '%s' " + i).stdout()).isEqualTo(String.valueOf(i));
        }

        assertThat(server.commands()).hasSize(asked);
    }

    @Test
    void everyByteOfBothOutputsComesThrough() throws InterruptedException {
        CommandResult nul = run("printf 'a\\000b'; printf '\\000\\000' >&2");
        assertThat(nul.stdout()).isEqualTo("a\0b");
        assertThat(nul.stderr()).isEqualTo("\0\0");

        List<String> out = new ArrayList<>();
        List<String> err = new ArrayList<>();
        CommandResult lines = ssh.execute(
                MDW,
                shell("i=0; while [ $i -lt 10000 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done; printf end"),
                line -> (line.stream() == Stream.STDOUT ? out : err).add(line.text()));

        assertThat(out).hasSize(10_001).startsWith("out 0").endsWith("out 9999", "end");
        assertThat(err).hasSize(10_000).startsWith("err 0").endsWith("err 9999");
        assertThat(lines.stdout()).isEqualTo(String.join("\n", out));
        assertThat(Workers.runs(ssh, MDW)).isTrue();
    }

    @Test
    void aHundredMebibytesAreReadAndTheWorkerGoesOn() throws InterruptedException {
        CommandResult big = ssh.execute(MDW, Command.of("head", "-c", "104857600", "/dev/zero"));

        assertThat(big.exitedZero()).isTrue();
        assertThat(big.stdout()).contains("bytes left out");
        assertThat(Workers.runs(ssh, MDW)).isTrue();
    }

    @Test
    void endsAreToldAsTheyWere() throws InterruptedException {
        assertThat(run("exit 3").exitCode()).hasValue(3);
        assertThat(run("exec sh -c 'exit 4'").exitCode()).hasValue(4);
        assertThat(run("kill -9 $$").exitCode()).hasValue(137);
        assertThat(run("kill -TERM $$").exitCode()).hasValue(143);
        assertThat(run("kill -TERM 0").exitCode()).hasValue(143);
        assertThat(run("exec >&- 2>&-; sleep 0.1; exit 5").exitCode()).hasValue(5);
        assertThat(run("cat; exit 6").exitCode()).hasValue(6);
        assertThat(Workers.runs(ssh, MDW)).isTrue();
    }

    @Test
    void nothingThatACommandChangesReachesTheNext() throws InterruptedException {
        String state = "pwd; umask; ulimit -n; export -p; trap; ps -o sid= -o pgid= -p $$ | tr -d '0-9'; ulimit -c";
        String before = run(state).stdout();

        run("cd /; export LEFT=over; umask 077; ulimit -n 64; trap '' TERM HUP INT; unset HOME PATH");
        CommandResult other = ssh.execute(
                MDW,
                Command.builder(List.of("/bin/sh", "-c", "exit 0"))
                        .variable("HOME", "/")
                        .variable("PATH", "/nowhere")
                        .build());

        assertThat(other.exitedZero()).isTrue();
        assertThat(run(state).stdout()).isEqualTo(before);
    }

    @Test
    void whatACommandLeavesBehindNeverPrintsAmongAnothersOutput() throws Exception {
        Path gate = directory.resolve("gate");
        String printer = "until [ -e " + gate
                + " ]; do sleep 0.02; done; i=0; while echo LEFT $i && echo LEFT >&2; do i=$((i+1)); done";

        for (String left : List.of("(" + printer + ") &", "setsid sh -c '" + printer + "' & sleep 0.05")) {
            CommandResult leaving = run("echo before; " + left + " :");
            assertThat(leaving.stdout()).isEqualTo("before\n");
            Files.createFile(gate);
            for (int i = 0; i < 30; i++) {
                CommandResult next = run("echo " + i + "; echo err " + i + " >&2");
                assertThat(next.stdout()).isEqualTo(i + "\n");
                assertThat(next.stderr()).isEqualTo("err " + i + "\n");
            }
            Files.delete(gate);
        }
        assertThat(Workers.runs(ssh, MDW)).as("no worker was lost by it").isTrue();
    }

    @Test
    void aProcessThatPrintsForEverDoesNotHoldUpTheEnd() throws InterruptedException {
        CommandResult result = run("yes & echo own");

        assertThat(result.exitCode()).hasValue(0);
        assertThat(run("echo next").stdout()).isEqualTo("next\n");
    }

    @Test
    void aWorkerThatIsKilledLeavesOpenWhetherItsCommandRan() throws Exception {
        Path ran = directory.resolve("ran");

        TransportException e = catchThrowableOfType(
                TransportException.class,
                () -> run("echo once >>" + ran + "; " + Workers.IS_PARENT + " && kill -9 $PPID; sleep 3"));

        assertThat(e.reason()).isEqualTo(Reason.LOST);
        assertThat(e.mayHaveRun()).isTrue();
        assertThat(e).hasMessageContaining("the worker on");
        assertThat(run("echo next").stdout()).isEqualTo("next\n");
        assertThat(ran).hasContent("once");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aWorkerThatDiedWhileItWaitedIsNotMissed() throws Exception {
        for (int i = 0; i < 5; i++) {
            Workers.signal("KILL", Workers.pid(ssh, MDW));
            assertThat(run("echo " + i).stdout()).isEqualTo(i + "\n");
        }
    }

    @Test
    void aWorkerThatHangsCostsAFewSecondsAndNoCommand() throws Exception {
        Path ran = directory.resolve("ran");
        long worker = Workers.pid(ssh, MDW);
        Workers.signal("STOP", worker);
        try {
            CommandResult result = run("echo once >>" + ran + "; echo done");

            assertThat(result.stdout()).isEqualTo("done\n");
        } finally {
            Workers.signal("CONT", worker);
        }
        Workers.await(ssh, MDW);
        assertThat(ran).hasContent("once");
    }

    @Test
    void aCommandWhoseTimeIsUpIsEndedWithItsGroupAndItsWorkerIsReplaced() throws InterruptedException {
        TransportException e = catchThrowableOfType(
                TransportException.class,
                () -> ssh.execute(
                        MDW,
                        Command.builder(List.of("sh", "-c", "trap '' TERM; sleep 4711 & while :; do wait; done"))
                                .timeout(Duration.ofSeconds(1))
                                .build()));

        assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(e).hasMessageContaining("was ended with its process group");
        assertThat(run("pgrep -f 'sleep 471[1]'").stdout()).isEmpty();
        Workers.await(ssh, MDW);
    }

    @Test
    void aCommandWhoseTimeIsUpIsKilledByItsWorkerWhereNoSessionCanEndIt() throws Exception {
        String[] noEnding = {"sh", "-c", "case $0 in *'alive()'*) exit 1;; esac; eval \"$0\""};
        Path goesOn = directory.resolve("goes-on");
        try (ShellServer crippled =
                        ShellServer.start(ShellServer.Options.plain().withShell(noEnding));
                SshTransport to = to(crippled).build()) {
            Workers.await(to, MDW);

            TransportException e = catchThrowableOfType(
                    TransportException.class,
                    () -> to.execute(
                            MDW,
                            Command.builder(List.of("sh", "-c", "while :; do : >>" + goesOn + "; sleep 0.05; done"))
                                    .timeout(Duration.ofSeconds(1))
                                    .build()));

            assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(e).hasMessageContaining("whether it still runs is not known");
            boolean more = true;
            for (int i = 0; more; i++) {
                assertThat(i).as("goes on").isLessThan(20);
                Files.deleteIfExists(goesOn);
                Thread.sleep(500);
                more = Files.exists(goesOn);
            }
        }
    }

    @Test
    void whatTheLoginLeftMayComplainWithoutEndWhileASilentCommandRuns() throws Exception {
        Path print = directory.resolve("print");
        String noise = "(i=0; until [ -e " + print
                + " ] || [ $i -gt 400 ]; do sleep 0.05; i=$((i+1)); done; head -c 6000000 /dev/zero >&2) & eval \"$0\"";
        try (ShellServer noisy = ShellServer.start(ShellServer.Options.plain().withShell("sh", "-c", noise));
                SshTransport to = to(noisy).build()) {
            Workers.await(to, MDW);

            CommandResult silent = to.execute(
                    MDW,
                    Command.builder(List.of("sh", "-c", ": >" + print + "; sleep 4; echo $PPID"))
                            .timeout(Duration.ofSeconds(20))
                            .build());

            assertThat(silent.exitedZero()).isTrue();
            assertThat(silent.stderr()).isEmpty();
            assertThat(silent.elapsed()).as("it was not held up").isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void aCommandMayNeedMoreWordsThanAShellTakesInOneLine() throws InterruptedException {
        List<String> words = new ArrayList<>(List.of("printf", "%s"));
        for (int i = 0; i < 4; i++) {
            words.add("x".repeat(100_000));
        }

        assertThat(ssh.execute(MDW, Command.builder(words).build()).stdout()).hasSize(400_000);
    }

    private CommandResult run(String script) throws InterruptedException {
        return ssh.execute(MDW, shell(script));
    }

    private static Command shell(String script) {
        return Command.of("sh", "-c", script);
    }

    static SshTransportBuilder to(ShellServer server) {
        return SshTransport.builder()
                .config(SshConfig.none())
                .noAgent()
                .hostKeys(HostKeyPolicy.knownHosts(server.knownHosts()))
                .privateKey(server.privateKey())
                .host(server.endpoint("mdw"));
    }
}
