package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.ssh.SshTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A command over a warm connection, compared with an operator's shell over one ({@code ssh -o ControlMaster}). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class WarmCommandBenchmark {

    private OpenSshDirectory server;
    private SshTransport transport;
    private List<String> client;

    /** Makes both connections. */
    @Setup
    public void connect() throws IOException, InterruptedException {
        server = new OpenSshDirectory(Path.of(System.getProperty("bench.openssh")));
        transport = server.transport();
        CommandResult first = transport.execute(OpenSshDirectory.HOST, Command.of("true"));
        if (!first.exitedZero()) {
            throw new IllegalStateException("the server ran 'true' and told " + first);
        }
        OpenSshDirectory.run(server.client("-M", "-N", "-f"));
        client = new ArrayList<>(server.client());
        client.add("true");
    }

    /** Ends both. */
    @TearDown
    public void disconnect() throws IOException, InterruptedException {
        transport.close();
        OpenSshDirectory.run(server.client("-O", "exit"));
    }

    /** Runs {@code true} over the transport. */
    @Benchmark
    public CommandResult overTransport() throws InterruptedException {
        return transport.execute(OpenSshDirectory.HOST, Command.of("true"));
    }

    /** Runs {@code true} by OpenSSH's client over its kept connection. */
    @Benchmark
    public int overControlMaster() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(client).start();
        process.getOutputStream().close();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("ssh ended with " + status);
        }
        return status;
    }
}
