package io.github.gpfailover.testkit.postgres;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The user that the tests' servers run as. It exists because PostgreSQL refuses to run as root: its programs run as this program's user, or
 * as {@code nobody} if that is root.
 *
 * @param prefix what stands before each command
 * @param uid whose files they are
 */
record ServerUser(List<String> prefix, int uid) {

    private static final int ROOT = 0;

    static ServerUser find() throws IOException {
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (uid != ROOT) {
            return new ServerUser(List.of(), uid);
        }
        Path setpriv = Path.of("/usr/bin/setpriv");
        Path runuser = Path.of("/usr/sbin/runuser");
        boolean there = Files.isExecutable(setpriv) || Files.isExecutable(runuser);
        assumeTrue(
                there,
                "PostgreSQL does not run as root, and there is neither setpriv nor runuser (package util-linux) to run it as nobody");
        int nobody = Integer.parseInt(Files.readAllLines(Path.of("/etc/passwd")).stream()
                .filter(l -> l.startsWith("nobody:"))
                .map(l -> l.split(":", -1)[2])
                .findFirst()
                .orElse("-1"));
        assumeTrue(nobody > ROOT, "PostgreSQL does not run as root, and there is no user nobody to run it as");
        return Files.isExecutable(setpriv)
                ? new ServerUser(
                        List.of(setpriv.toString(), "--reuid=" + nobody, "--regid=" + nobody, "--clear-groups", "--"),
                        nobody)
                : new ServerUser(List.of(runuser.toString(), "-u", "nobody", "--"), nobody);
    }

    List<String> command(List<String> words) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(words);
        return all;
    }
}
