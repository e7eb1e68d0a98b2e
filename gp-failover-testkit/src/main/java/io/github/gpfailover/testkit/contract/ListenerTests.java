package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.OutputListener.Stream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of listeners. They exist because whoever watches long work must see all of it, and must be able to stop it.
 */
abstract class ListenerTests extends TransportTests {

    ListenerTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("a listener hears every line of both streams in order, the last one too if it has no end")
    void everyLine() throws InterruptedException {
        List<String> lines = new ArrayList<>(
                IntStream.range(0, 20_000).mapToObj(i -> "größe " + i).toList());
        lines.set(7, "");
        lines.add("no line end");
        List<String> out = new ArrayList<>();
        List<String> err = new ArrayList<>();
        String text = String.join("\n", lines);

        CommandResult result = transport()
                .execute(
                        host(),
                        Command.builder(List.of("tee", "/dev/stderr"))
                                .stdin(text)
                                .build(),
                        line -> (line.stream() == Stream.STDOUT ? out : err).add(line.text()));

        assertThat(out).isEqualTo(lines);
        assertThat(err).isEqualTo(lines);
        assertThat(result.stdout()).isEqualTo(text);
        assertThat(result.stderr()).isEqualTo(text);
    }

    @Test
    @DisplayName("a listener is called on the thread that runs the command, and hears nothing where nothing is printed")
    void onTheCallingThread() throws InterruptedException {
        Set<Thread> threads = new LinkedHashSet<>();
        List<String> heard = new ArrayList<>();

        transport().execute(host(), Command.of("seq", "1000"), line -> threads.add(Thread.currentThread()));
        transport().execute(host(), Command.of("true"), line -> heard.add(line.text()));

        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(heard).isEmpty();
    }

    @Test
    @DisplayName("an exit status and an exception are the same with a listener as without one")
    void sameEnd() throws InterruptedException {
        assertThat(transport().execute(host(), Command.of("false"), line -> {}).exitCode())
                .hasValue(1);
    }

    @Test
    @DisplayName("what a listener throws reaches the caller, and the next command works")
    void throwingListener() throws InterruptedException {
        IllegalStateException mine = new IllegalStateException("enough");

        assertThatThrownBy(() -> transport().execute(host(), Command.of("seq", "3"), line -> {
                    throw mine;
                }))
                .isSameAs(mine);
        assertThat(run("printf", "%s", "well").stdout()).isEqualTo("well");
    }

    @Test
    @DisplayName("what a listener throws ends the command with its children")
    void throwingListenerEndsTheCommand() throws InterruptedException {
        needsShell();
        needsLinesAtOnce();
        String marker = marker();
        IllegalStateException mine = new IllegalStateException("enough");
        String script = "sleep \"$1\" & echo started; wait";

        assertThatThrownBy(() -> transport().execute(host(), Command.of("sh", "-c", script, "sh", marker), line -> {
                    if (line.text().equals("started")) {
                        throw mine;
                    }
                }))
                .isSameAs(mine);
        assertProcessEnds(marker);
    }

    @Test
    @DisplayName("a line is told while the command runs, and the listener may run another command")
    void whileTheCommandRuns() throws InterruptedException {
        needsShell();
        needsLinesAtOnce();
        String directory = makeDirectory();
        try {
            String gate = directory + "/gate";
            List<String> heard = new ArrayList<>();
            String script = "echo first; until [ -e \"$1\" ]; do sleep 0.05; done; echo last";

            // The command ends only if its first line was handed over before its end.
            transport().execute(host(), Command.of("sh", "-c", script, "sh", gate), line -> {
                heard.add(line.text());
                if (line.text().equals("first")) {
                    open(gate);
                }
            });

            assertThat(heard).containsExactly("first", "last");
        } finally {
            removeDirectory(directory);
        }
    }

    private void open(String gate) {
        try {
            writeFile(gate, "open\n");
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted in a listener", e);
        }
    }

    private void needsLinesAtOnce() {
        assumeTrue(contract.tellsLinesAtOnce(), "the transport tells lines after the end of the command");
    }
}
