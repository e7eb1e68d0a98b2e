package io.github.gpfailover.testkit.bench;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.ssh.SshTransport;
import java.nio.file.Path;

/** A reader of 100 MiB in a process of its own, whose heap is too small to hold them. It prints how long that took. */
public final class BigOutput {

    static final int MEBIBYTES = 100;

    private BigOutput() {}

    /** Takes the server's directory. */
    public static void main(String[] arguments) throws InterruptedException {
        Command command = Command.of("head", "-c", String.valueOf(MEBIBYTES * 1024 * 1024), "/dev/zero");
        try (SshTransport ssh = new OpenSshDirectory(Path.of(arguments[0])).transport()) {
            long began = System.nanoTime();
            CommandResult result = ssh.execute(OpenSshDirectory.HOST, command);
            long took = System.nanoTime() - began;
            if (!result.exitedZero() || !result.stdout().contains("bytes left out")) {
                throw new IllegalStateException("100 MiB ended with " + result.exitText());
            }
            System.out.println(took);
        }
    }
}
