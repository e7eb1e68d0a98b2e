package io.github.gpfailover.testkit.internal.ssh;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.testkit.UnknownCommandException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A worker of a host that is only a model: it speaks as the program does that {@code SshTransport} starts on a host, which a model can't
 * run.
 */
final class HostWorker {

    private static final int TAG = 4;

    private final DataInputStream in;
    private final OutputStream out;
    private final String mark;
    private final HostShell shell;

    private record Frame(char kind, ByteBuffer content) {}

    HostWorker(InputStream in, OutputStream out, String mark, HostShell shell) {
        this.in = new DataInputStream(in);
        this.out = out;
        this.mark = mark;
        this.shell = shell;
    }

    /** Runs commands until there are no more. */
    void run() throws IOException, InterruptedException {
        out.write((mark + ' ' + HostShell.pid() + '\n').getBytes(StandardCharsets.US_ASCII));
        out.flush();
        try {
            while (true) {
                Frame frame = next();
                if (frame.kind == 'c') {
                    run(frame.content);
                }
            }
        } catch (EOFException e) {
            // The client has no more commands.
        }
    }

    private void run(ByteBuffer words) throws IOException, InterruptedException {
        if (!shell.open()) {
            shell.hangUp();
            return;
        }
        Map<String, String> environment = new LinkedHashMap<>();
        for (int left = words.getInt(); left > 0; left--) {
            environment.put(word(words), word(words));
        }
        List<String> argv = new ArrayList<>();
        while (words.hasRemaining()) {
            argv.add(word(words));
        }
        tell('b', String.valueOf(HostShell.pid()).getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream stdin = new ByteArrayOutputStream();
        for (Frame frame = next(); frame.kind != 'e'; frame = next()) {
            int unused = Channels.newChannel(stdin).write(frame.content);
        }
        try {
            CommandResult result = shell.result(environment, argv, stdin.toString(StandardCharsets.UTF_8));
            tell('o', result.stdout().getBytes(StandardCharsets.UTF_8));
            tell('e', result.stderr().getBytes(StandardCharsets.UTF_8));
            tell(
                    's',
                    ByteBuffer.allocate(Integer.BYTES)
                            .putInt(result.exitCode().orElse(0))
                            .array());
            tell('x', new byte[0]);
        } catch (TransportException e) {
            // Whether it took effect or not is what a client can't know of a line that is cut.
            shell.hangUp();
        } catch (UnknownCommandException e) {
            shell.refused(e.getMessage());
            tell('f', ("simulated host " + e.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private Frame next() throws IOException {
        char kind = (char) in.readByte();
        byte[] content = new byte[in.readInt()];
        in.readFully(content);
        return new Frame(kind, ByteBuffer.wrap(content));
    }

    private static String word(ByteBuffer words) {
        byte[] word = new byte[words.getInt()];
        words.get(word);
        return new String(word, StandardCharsets.UTF_8);
    }

    private void tell(char kind, byte[] content) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(TAG + 1 + Integer.BYTES + content.length);
        frame.put(HexFormat.of().parseHex(mark.substring(0, 2 * TAG))).put((byte) kind);
        frame.putInt(content.length).put(content);
        out.write(frame.array());
        out.flush();
    }
}
