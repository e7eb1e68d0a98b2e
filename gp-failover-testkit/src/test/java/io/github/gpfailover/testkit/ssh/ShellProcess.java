package io.github.gpfailover.testkit.ssh;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;

/** One exec request as OpenSSH serves it: the leader of a session of its own, which lives on when its channel is closed. */
final class ShellProcess implements Command {

    private final ShellChannel channel;
    private final List<String> shell;
    private final String text;
    private final boolean tellStatus;
    private final ExecutorService threads;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private volatile Process process;

    ShellProcess(ShellChannel channel, List<String> shell, String text, boolean tellStatus, ExecutorService threads) {
        this.channel = channel;
        this.shell = shell;
        this.text = text;
        this.tellStatus = tellStatus;
        this.threads = threads;
    }

    @Override
    public void setInputStream(InputStream stream) {
        in = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        out = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        err = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        // The channel itself reports it.
    }

    @Override
    public void start(ChannelSession session, Environment environment) throws IOException {
        process = new ProcessBuilder(command())
                .directory(new File(System.getProperty("user.home")))
                .start();
        threads.execute(() -> pump(in, process.getOutputStream(), true));
        CompletableFuture<Void> outputs = CompletableFuture.allOf(
                CompletableFuture.runAsync(() -> pump(process.getInputStream(), out, false), threads),
                CompletableFuture.runAsync(() -> pump(process.getErrorStream(), err, false), threads));
        threads.execute(() -> {
            try {
                int status = process.waitFor();
                if (tellStatus) {
                    channel.tellExitStatus(status);
                }
                outputs.join();
                channel.end();
            } catch (IOException e) {
                // The connection is gone, and nobody is left to inform.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void destroy(ChannelSession session) throws IOException {
        // As OpenSSH does without a terminal: the pipes are closed, and nobody is killed.
        if (process != null) {
            process.getOutputStream().close();
            process.getInputStream().close();
            process.getErrorStream().close();
        }
    }

    boolean hasEnded() {
        return process == null || !process.isAlive();
    }

    /** Ends it, and all of its session. */
    void kill() {
        if (!hasEnded()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    // Java would encode what is beyond ASCII in the platform's charset, and a server knows only bytes.
    private List<String> command() {
        if (text.chars().allMatch(c -> c < 128)) {
            return line(List.of(text));
        }
        StringBuilder escaped = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            escaped.append(b > 0 && b != '\\' ? String.valueOf((char) b) : "\\0%03o".formatted(b & 0xFF));
        }
        return line(List.of("exec sh -c \"$(printf %b \"$1\")\"", "sh", escaped.toString()));
    }

    private List<String> line(List<String> last) {
        List<String> all = new ArrayList<>(List.of("setsid"));
        all.addAll(shell);
        all.addAll(last);
        return all;
    }

    private static void pump(InputStream from, OutputStream to, boolean closeAfter) {
        byte[] portion = new byte[16 * 1024];
        try {
            int read = from.read(portion);
            while (read >= 0) {
                to.write(portion, 0, read);
                to.flush();
                read = from.read(portion);
            }
            if (closeAfter) {
                to.close();
            }
        } catch (IOException e) {
            // The process or the channel has ended; the other one learns it by itself.
        }
    }
}
