package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandTransport;
import java.io.IOException;

/** The workers of a transport, which are seen by what a command's parent is. */
final class Workers {

    private static final String NAME = "gp-failover-ssh";
    private static final Command PARENT = Command.of("sh", "-c", "ps -o comm= -p \"$PPID\"");
    private static final int MOST = 300;

    /** A condition for a shell: its parent is a worker, and not a server that must not be harmed. */
    static final String IS_PARENT = "[ \"$(ps -o comm= -p $PPID)\" = " + NAME + " ]";

    private Workers() {}

    /** Runs commands until a worker has run one. */
    static void await(CommandTransport ssh, HostName host) throws InterruptedException {
        int i = 0;
        while (!runs(ssh, host)) {
            assertThat(i++).as("commands without a worker").isLessThan(MOST);
        }
    }

    /** Gives the process id of the worker that runs the next command. */
    static long pid(CommandTransport ssh, HostName host) throws InterruptedException {
        String told = "";
        for (int i = 0; told.isEmpty(); i++) {
            assertThat(i).as("commands without a worker").isLessThan(MOST);
            told = ssh.execute(host, Command.of("sh", "-c", IS_PARENT + " && echo $PPID; :"))
                    .stdout()
                    .strip();
        }
        return Long.parseLong(told);
    }

    /** Sends a signal to a worker. */
    static void signal(String name, long pid) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Says whether a worker runs the next command. */
    static boolean runs(CommandTransport ssh, HostName host) throws InterruptedException {
        return ssh.execute(host, PARENT).stdout().strip().equals(NAME);
    }
}
