package io.github.gpfailover.core.internal.script;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.internal.BoundedOutput;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** This machine, with another shell as its {@code sh}. */
public final class TransportWithShell implements CommandTransport {

    public final List<String> shown = Collections.synchronizedList(new ArrayList<>());
    private final LocalTransport local = LocalTransport.create(ThisMachine.MDW);
    private final Path bin;
    private final Map<String, String> replaced;
    private int losses;
    private int mostInput = Integer.MAX_VALUE;
    private int mostOutput = Integer.MAX_VALUE;
    private Map<String, String> variables = Map.of();

    public TransportWithShell(Path bin) {
        this(bin, Map.of(), 0);
    }

    private TransportWithShell(Path bin, Map<String, String> replaced, int losses) {
        this.bin = bin;
        this.replaced = replaced;
        this.losses = losses;
    }

    public Path bin() {
        return bin;
    }

    public LocalTransport plain() {
        return local;
    }

    public TransportWithShell again() {
        return new TransportWithShell(bin);
    }

    public TransportWithShell losing(int questions) {
        return new TransportWithShell(bin, Map.of(), 2 * questions);
    }

    public TransportWithShell withoutRunner() {
        return new TransportWithShell(bin, Map.of(JobScripts.RUNNER, "exit 0"), 0);
    }

    public TransportWithShell withoutProgram() {
        return new TransportWithShell(bin, Map.of(JobScripts.PROGRAM, "exit 125"), 0);
    }

    public TransportWithShell withHome(String home) {
        TransportWithShell other = again();
        other.variables = Map.of("HOME", home);
        return other;
    }

    /** Keeps so much of an output only. */
    public TransportWithShell keeping(int bytes) {
        TransportWithShell keeping = again();
        keeping.mostOutput = bytes;
        return keeping;
    }

    /** Cuts the line after so many bytes of standard input, which its reader takes for the end. */
    public TransportWithShell cuttingInputAfter(int bytes) {
        TransportWithShell cutting = again();
        cutting.mostInput = bytes;
        return cutting;
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        CommandResult answer = run(host, command);
        // Every second question is lost.
        if (losses > 0 && losses-- % 2 == 1) {
            throw new TransportException(TransportException.Reason.LOST, host, "the line was cut", null);
        }
        byte[] stdout = answer.stdout().getBytes(StandardCharsets.UTF_8);
        BoundedOutput kept = new BoundedOutput(mostOutput);
        kept.add(stdout, stdout.length);
        return CommandResult.of(answer.exitCode(), kept.text(), answer.stderr(), answer.elapsed());
    }

    private CommandResult run(HostName host, Command command) throws InterruptedException {
        List<String> words = new ArrayList<>(command.program());
        words.replaceAll(w -> replaced.getOrDefault(w, w));
        if (words.get(0).equals("sh")) {
            words.set(0, bin.resolve("sh").toString());
        }
        Command.Builder own = Command.builder(words).timeout(command.timeout());
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", bin + ":" + System.getenv("PATH"));
        environment.putAll(variables);
        environment.putAll(command.environment());
        environment.forEach(own::variable);
        command.stdin()
                .map(text -> text.substring(0, Math.min(text.length(), mostInput)))
                .ifPresent(command.secretStdin() ? own::secretStdin : own::stdin);
        shown.add(command.toShell());
        shown.add(command.toString());
        return local.execute(host, own.build());
    }

    @Override
    public void close() {
        local.close();
    }
}
