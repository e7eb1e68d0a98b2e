package io.github.gpfailover.testkit.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small disk of its own for one process, in a name space of mounts that ends with it. */
final class SmallDisk {

    private SmallDisk() {}

    /** The words that start a process which sees that disk at a directory. */
    static List<String> on(Path directory, String options) {
        return List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o mode=700," + options + " none \"$0\" && exec \"$@\"",
                directory.toString());
    }

    /** Skips a test where this user can't mount one. */
    static void assumeMounts() throws InterruptedException {
        boolean can;
        try {
            Process process = new ProcessBuilder("unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt")
                    .redirectErrorStream(true)
                    .start();
            can = process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            can = false;
        }
        assumeTrue(can, "this user can't mount a small disk in a namespace of its own (unshare -rm)");
    }
}
