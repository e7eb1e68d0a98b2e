package io.github.gpfailover.testkit.internal.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.internal.CommandWrappers;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.UnknownCommandException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;

/** The shell of a host that is only a model: one exec request, from its text to its exit status, or a worker that runs many commands. */
final class HostShell implements org.apache.sshd.server.command.Command, Runnable {

    /** In the model's time. A client's own time-out is not known here; in the model a command that hangs ends after this. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final int NOT_RUN = 127;
    private static final AtomicInteger PIDS = new AtomicInteger(1000);

    private final Home home;
    private final String text;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback end;
    private ChannelSession channel;

    /** What a shell needs to know of its host. */
    record Home(
            HostName host,
            SimulatedCluster cluster,
            Routes routes,
            ExecutorService threads,
            Consumer<String> refused) {}

    HostShell(Home home, String text) {
        this.home = home;
        this.text = text;
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
        end = callback;
    }

    @Override
    public void start(ChannelSession session, Environment environment) {
        channel = session;
        home.threads.execute(this);
    }

    @Override
    public void destroy(ChannelSession session) {
        // A model's command has ended before anybody can close its channel.
    }

    @Override
    public void run() {
        try {
            Optional<String> worker = ExecText.workersMark(text);
            if (ExecText.endsGroup(text)) {
                end.onExit(0);
            } else if (worker.isPresent()) {
                new HostWorker(in, out, worker.get(), this).run();
                end.onExit(0);
            } else {
                run(ExecText.read(text));
            }
        } catch (IllegalArgumentException e) {
            refuse(home.host + ": the text is not one that SshTransport sends: " + e.getMessage(), "");
        } catch (IOException | InterruptedException e) {
            channel.getSession().close(true);
        }
    }

    private void run(ExecText exec) throws IOException, InterruptedException {
        if (open()) {
            print(out, exec.mark() + ' ' + pid() + '\n');
            print(err, exec.mark() + '\n');
        }
        try {
            String stdin = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            CommandResult result = result(exec.environment(), exec.argv(), stdin);
            print(out, result.stdout());
            print(err, result.stderr());
            end.onExit(result.exitCode().orElse(0));
        } catch (TransportException e) {
            // Whether it took effect or not is what a client can't know of a line that is cut.
            channel.getSession().close(true);
        } catch (UnknownCommandException e) {
            refuse(e.getMessage(), exec.mark() + ' ' + NOT_RUN + '\n');
        }
    }

    /** Says whether the link to here holds in the model. */
    boolean open() {
        return home.routes.open(through(), home.host);
    }

    /** Ends the connection, as a host does that is no more. */
    void hangUp() {
        channel.getSession().close(true);
    }

    /** Remembers what the model can't do. */
    void refused(String why) {
        home.refused.accept(why);
    }

    static int pid() {
        return PIDS.incrementAndGet();
    }

    /** Has the model run a command. */
    CommandResult result(Map<String, String> environment, List<String> argv, String stdin) throws InterruptedException {
        CommandTransport way = home.cluster;
        for (HostName jump : through()) {
            way = way.through(jump).orElseThrow();
        }
        return way.execute(home.host, command(environment, argv, stdin));
    }

    private List<HostName> through() {
        return home.routes.through(channel.getSession().getIoSession().getRemoteAddress());
    }

    private static Command command(Map<String, String> environment, List<String> argv, String stdin) {
        CommandWrappers.Unwrapped read = CommandWrappers.read(argv);
        Command.Builder command = Command.builder(read.program());
        read.script().ifPresent(command::sourcing);
        if (!read.session().isEmpty()) {
            command.session(read.session().get(1), read.session().get(0));
        }
        if (read.systemProgram()) {
            command.systemProgram();
        }
        environment.forEach(command::variable);
        if (!stdin.isEmpty()) {
            command.stdin(stdin);
        }
        return command.timeout(LONGEST).build();
    }

    private void refuse(String why, String trap) {
        home.refused.accept(why);
        try {
            print(err, "simulated host " + why + '\n' + trap);
            end.onExit(NOT_RUN);
        } catch (IOException e) {
            channel.getSession().close(true);
        }
    }

    private static void print(OutputStream to, String what) throws IOException {
        to.write(what.getBytes(StandardCharsets.UTF_8));
        to.flush();
    }
}
