package io.github.gpfailover.core.internal.join.real;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.spi.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The operating system user that owns the servers. It exists because PostgreSQL refuses to run as root: its programs, and all that touches its
 * files, run as this program's user, or as {@code nobody} if that is root.
 *
 * @param prefix what stands before each command
 * @param uid whose files they are
 */
record ServersOwner(List<String> prefix, int uid) {

    private static final int ROOT = 0;
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Path RUNUSER = Path.of("/usr/sbin/runuser");

    /** Finds it; where there is none, the test is skipped and says why. */
    static ServersOwner find() throws IOException {
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (uid != ROOT) {
            return new ServersOwner(List.of(), uid);
        }
        assumeTrue(
                Files.isExecutable(SETPRIV) || Files.isExecutable(RUNUSER),
                "PostgreSQL does not run as root, and there is neither setpriv nor runuser (package util-linux) to run it as nobody");
        int nobody = Integer.parseInt(Files.readAllLines(Path.of("/etc/passwd")).stream()
                .filter(l -> l.startsWith("nobody:"))
                .map(l -> l.split(":", -1)[2])
                .findFirst()
                .orElse("-1"));
        assumeTrue(nobody > ROOT, "PostgreSQL does not run as root, and there is no user nobody to run it as");
        return Files.isExecutable(SETPRIV)
                ? new ServersOwner(
                        List.of(SETPRIV.toString(), "--reuid=" + nobody, "--regid=" + nobody, "--clear-groups", "--"),
                        nobody)
                : new ServersOwner(List.of(RUNUSER.toString(), "-u", "nobody", "--"), nobody);
    }

    /** The same command as this user, in a home of its own. */
    Command as(Command command, List<String> words, Path home) {
        List<String> all = new ArrayList<>(prefix);
        // The home of the user that this program runs as may be closed to the servers' owner.
        all.addAll(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", home.toString()));
        all.addAll(words);
        Command.Builder own = Command.builder(all).timeout(command.timeout()).variable("HOME", home.toString());
        command.environment().forEach(own::variable);
        command.stdin().ifPresent(own::stdin);
        return own.build();
    }
}
