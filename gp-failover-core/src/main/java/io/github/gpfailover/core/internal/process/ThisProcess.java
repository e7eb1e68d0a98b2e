package io.github.gpfailover.core.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this process: for whoever is refused since it holds a lease, and for the report of whoever goes on after its death. */
public final class ThisProcess {

    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

    private ThisProcess() {}

    /** Its user, machine and number. No name is looked up for it: that can hang. */
    public static String name() {
        return System.getProperty("user.name") + " on " + host() + ", process "
                + ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return Files.readString(HOST).strip();
        } catch (IOException e) {
            String name = System.getenv("COMPUTERNAME");
            return name == null ? "this machine" : name;
        }
    }
}
