package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandTransport;

/** The workers of a transport, which are seen by what a command's parent is. */
final class Workers {

    private static final String NAME = "gp-failover-ssh";
    private static final Command PARENT = Command.of("sh", "-c", "ps -o comm= -p \"$PPID\"");
    private static final int MOST = 300;

    private Workers() {}

    /** Runs commands until a worker has run one. */
    static void await(CommandTransport ssh, HostName host) throws InterruptedException {
        int i = 0;
        while (!runs(ssh, host)) {
            assertThat(i++).as("commands without a worker").isLessThan(MOST);
        }
    }

    /** Says whether a worker runs the next command. */
    static boolean runs(CommandTransport ssh, HostName host) throws InterruptedException {
        return ssh.execute(host, PARENT).stdout().strip().equals(NAME);
    }
}
