package io.github.gpfailover.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("processes")
@Timeout(60)
class LocalTransportTest {

    private static final HostName MDW = HostName.of("mdw");

    private final LocalTransport transport = LocalTransport.create(MDW, HostName.of("10.0.0.1"));
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @TempDir
    private Path directory;

    @AfterEach
    void endEverything() {
        transport.close();
        callers.shutdownNow();
    }

    @Test
    void givesOutputsAndExitStatus() throws InterruptedException {
        CommandResult result = sh("echo out; echo err >&2; exit 3");

        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
        assertThat(result.exitCode()).hasValue(3);
        assertThat(result.elapsed()).isPositive();
    }

    @Test
    void answersToAllItsNamesAndToNoOther() throws InterruptedException {
        assertThat(transport
                        .execute(HostName.of("10.0.0.1"), Command.of("true"))
                        .exitedZero())
                .isTrue();
        assertThatThrownBy(() -> transport.execute(HostName.of("smdw"), Command.of("true")))
                .isInstanceOfSatisfying(TransportException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HOST);
                    assertThat(e).hasMessageContaining("[mdw, 10.0.0.1]").hasMessageContaining("smdw");
                });
        assertThatIllegalArgumentException().isThrownBy(LocalTransport::create);
    }

    @Test
    void givesEveryByteOfAnArgumentToTheProgram() throws InterruptedException {
        StringBuilder all = new StringBuilder("-");
        for (char c = 1; c < 128; c++) {
            all.append(c);
        }
        for (String argument : List.of(all.toString(), "", " ", "$(reboot)", "a'b\"c\\d`e`", "*", "-n", "\n\n", "%s")) {
            assertThat(argument(argument)).isEqualTo(argument);
        }
    }

    @Test
    void givesLettersBeyondAsciiExactlyOrNotAtAll() throws InterruptedException {
        String argument = "größe-日本語-😀";
        if (Charset.defaultCharset().equals(StandardCharsets.UTF_8)
                && "UTF-8".equals(System.getProperty("sun.jnu.encoding"))) {
            assertThat(argument(argument)).isEqualTo(argument);
        } else {
            refuses(Command.of("printf", "%s", argument), Reason.NOT_STARTED, "LC_ALL=C.UTF-8");
        }
        refuses(Command.of("printf", "%s", "\uD800"), Reason.NOT_STARTED, "charset");
    }

    @Test
    void addsVariablesToItsOwnEnvironmentAndStartsInTheHomeDirectory() throws Exception {
        Command command = Command.builder(List.of("sh", "-c", "printf '%s|%s|%s' \"$PGPORT\" \"$PATH\" \"$(pwd -P)\""))
                .variable("PGPORT", "54 '32\"")
                .build();

        Path home = Path.of(System.getProperty("user.home"));
        String start = Files.isDirectory(home) ? home.toRealPath().toString() : "/";
        assertThat(transport.execute(MDW, command).stdout())
                .isEqualTo("54 '32\"|" + System.getenv("PATH") + "|" + start);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 300_000})
    void feedsStandardInputAndEndsIt(int lines) throws InterruptedException {
        Command command =
                Command.builder(List.of("cat")).stdin("größe\n".repeat(lines)).build();

        assertThat(transport.execute(MDW, command).stdout()).isEqualTo("größe\n".repeat(lines));
    }

    @Test
    void doesNotMindAProgramThatReadsNoInput() throws InterruptedException {
        Command command =
                Command.builder(List.of("true")).stdin("x".repeat(5_000_000)).build();

        assertThat(transport.execute(MDW, command).exitedZero()).isTrue();
    }

    @Test
    void endsAnEmptyInput() throws InterruptedException {
        assertThat(transport.execute(MDW, Command.of("cat")).stdout()).isEmpty();
    }

    @Test
    void readsBothOutputsAtOnce() throws InterruptedException {
        CommandResult result =
                sh("head -c 3000000 /dev/zero | tr '\\0' o & head -c 3000000 /dev/zero | tr '\\0' e >&2; wait");

        assertThat(result.stdout()).isEqualTo("o".repeat(3_000_000));
        assertThat(result.stderr()).isEqualTo("e".repeat(3_000_000));
    }

    @Test
    void keepsBothEndsOfAnOutputThatIsTooLong() throws InterruptedException {
        CommandResult result = sh("echo first; head -c 100000000 /dev/zero | tr '\\0' x; echo; echo last");

        assertThat(result.stdout())
                .startsWith("first\nxxx")
                .endsWith("xxx\nlast\n")
                .contains("\n… 91611404 bytes left out …\n")
                .hasSizeLessThan(8 * 1024 * 1024 + 100);
    }

    @Test
    void showsBytesThatAreNotUtf8() throws InterruptedException {
        assertThat(sh("printf 'a\\377b'").stdout()).isEqualTo("a\uFFFDb");
    }

    @Test
    void doesNotWaitForAProcessThatWasLeftBehind() throws InterruptedException {
        CommandResult result = sh("sleep 30 & echo hi");

        assertThat(result.stdout()).isEqualTo("hi\n");
        assertThat(result.elapsed()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void endsTheWholeTreeWhenTheTimeIsUp() {
        Path pids = directory.resolve("pids");
        String script = "echo working; sleep 300 & echo $! >> \"$0\";"
                + " (sleep 301 & echo $! >> \"$0\"; wait) & echo $! >> \"$0\"; wait";
        Command command = Command.builder(List.of("sh", "-c", script, pids.toString()))
                .timeout(Duration.ofMillis(700))
                .build();

        assertThatThrownBy(() -> transport.execute(MDW, command))
                .isInstanceOfSatisfying(TransportException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
                    assertThat(e)
                            .hasMessageContaining("700 ms")
                            .hasMessageContaining("'working'")
                            .hasMessageContaining("sh -c");
                });
        assertThat(pidsIn(pids)).hasSize(3).noneMatch(LocalTransportTest::runs);
    }

    @Test
    void killsAProcessThatWillNotEnd() {
        Path pids = directory.resolve("pids");
        Command command = Command.builder(List.of(
                        "sh", "-c", "trap '' TERM; echo $$ > \"$0\"; while :; do sleep 1; done", pids.toString()))
                .timeout(Duration.ofMillis(500))
                .build();

        refuses(command, Reason.TIMEOUT, "it had printed nothing");

        assertThat(pidsIn(pids)).hasSize(1).noneMatch(LocalTransportTest::runs);
    }

    @Test
    void endsACommandThatNeverStopsTalking() {
        refuses(Command.builder(List.of("yes")).timeout(Duration.ofMillis(300)).build(), Reason.TIMEOUT, "'y'");
    }

    @Test
    void endsTheCommandOfAnInterruptedThread() throws Exception {
        Path pids = directory.resolve("pids");
        Thread[] caller = new Thread[1];
        Future<CommandResult> waiting = callers.submit(() -> {
            caller[0] = Thread.currentThread();
            return transport.execute(
                    MDW,
                    Command.of("sh", "-c", "echo $$ > \"$0.new\"; mv \"$0.new\" \"$0\"; sleep 300", pids.toString()));
        });
        awaitFile(pids);

        caller[0].interrupt();

        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(pidsIn(pids)).hasSize(1).noneMatch(LocalTransportTest::runs);
    }

    @Test
    void endsRunningCommandsWhenItIsClosed() throws Exception {
        Path pids = directory.resolve("pids");
        Future<CommandResult> waiting = callers.submit(() -> transport.execute(
                MDW, Command.of("sh", "-c", "echo $$ > \"$0.new\"; mv \"$0.new\" \"$0\"; sleep 300", pids.toString())));
        awaitFile(pids);

        transport.close();
        transport.close();

        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOST));
        assertThat(pidsIn(pids)).noneMatch(LocalTransportTest::runs);
        refuses(Command.of("true"), Reason.NOT_STARTED, "closed");
    }

    @Test
    void saysThatAProgramIsMissing() {
        refuses(Command.of("no-such-program", "x"), Reason.NOT_STARTED, "no-such-program");
    }

    @Test
    void servesManyThreadsAndLeavesNoneBehind() throws Exception {
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String text = "number " + i;
            calls.add(() -> transport
                    .execute(MDW, Command.builder(List.of("cat")).stdin(text).build())
                    .stdout());
        }

        List<Future<String>> results = callers.invokeAll(calls);

        for (int i = 0; i < 100; i++) {
            assertThat(results.get(i).get()).isEqualTo("number " + i);
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("gp-failover-stdin-")) {
                thread.join(5_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }

    @Test
    void tellsEachLineWhileTheCommandRuns() throws Exception {
        Path gate = directory.resolve("gate");
        List<String> heard = new ArrayList<>();
        Thread caller = Thread.currentThread();

        // The command ends only if its first line was heard before its end.
        CommandResult result = transport.execute(
                MDW,
                Command.of(
                        "sh",
                        "-c",
                        "echo first; until [ -e \"$0\" ]; do sleep 0.02; done; echo e >&2; printf last",
                        gate.toString()),
                line -> {
                    heard.add(line.stream() + " " + line.text());
                    assertThat(Thread.currentThread()).isSameAs(caller);
                    if (line.text().equals("first")) {
                        create(gate);
                    }
                });

        assertThat(heard)
                .startsWith("STDOUT first")
                .containsExactlyInAnyOrder("STDOUT first", "STDERR e", "STDOUT last");
        assertThat(result.stdout()).isEqualTo("first\nlast");
        assertThat(result.stderr()).isEqualTo("e\n");
    }

    @Test
    void tellsWhatWasPrintedBeforeTheTimeWasUp() {
        List<String> heard = new ArrayList<>();
        Command command = Command.builder(List.of("sh", "-c", "echo one; printf two; sleep 300"))
                .timeout(Duration.ofMillis(700))
                .build();

        assertThatThrownBy(() -> transport.execute(MDW, command, line -> heard.add(line.text())))
                .isInstanceOf(TransportException.class);
        assertThat(heard).containsExactly("one", "two");
    }

    @Test
    void endsTheCommandWhoseListenerThrows() {
        Path pids = directory.resolve("pids");
        IllegalStateException mine = new IllegalStateException("enough");

        assertThatThrownBy(() -> transport.execute(
                        MDW, Command.of("sh", "-c", "echo $$ > \"$0\"; echo go; sleep 300", pids.toString()), line -> {
                            throw mine;
                        }))
                .isSameAs(mine);
        assertThat(pidsIn(pids)).hasSize(1).noneMatch(LocalTransportTest::runs);
    }

    @Test
    void tellsAllLinesOfAnOutputThatIsTooLong() throws InterruptedException {
        long[] lines = new long[1];

        CommandResult result = transport.execute(MDW, Command.of("seq", "2000000"), line -> lines[0]++);

        assertThat(lines[0]).isEqualTo(2_000_000);
        assertThat(result.stdout()).contains(" bytes left out …\n");
    }

    private CommandResult sh(String script) throws InterruptedException {
        return transport.execute(MDW, Command.of("sh", "-c", script));
    }

    private String argument(String argument) throws InterruptedException {
        return transport
                .execute(MDW, Command.of("sh", "-c", "printf %s \"$1\"", "sh", argument))
                .stdout();
    }

    private void refuses(Command command, Reason reason, String message) {
        assertThatThrownBy(() -> transport.execute(MDW, command))
                .isInstanceOfSatisfying(
                        TransportException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The shell itself waits for the file: a command of its own, so that the test has no pause of its own.
    private void awaitFile(Path file) throws InterruptedException {
        assertThat(transport
                        .execute(
                                MDW,
                                Command.of("sh", "-c", "until [ -s \"$0\" ]; do sleep 0.02; done", file.toString()))
                        .exitedZero())
                .isTrue();
    }

    private static List<Long> pidsIn(Path file) {
        try {
            return Files.readAllLines(file).stream().map(Long::valueOf).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A process that has ended may stay in the table until it is collected.
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !zombie(pid);
    }

    private static boolean zombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return true;
        }
    }
}
