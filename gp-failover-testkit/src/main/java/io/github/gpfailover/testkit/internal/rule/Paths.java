package io.github.gpfailover.testkit.internal.rule;

/** Paths as a login shell of gpadmin sees them. */
final class Paths {

    private static final String HOME = "/home/gpadmin/";

    private Paths() {}

    static String absolute(String path) {
        if (path.startsWith("/")) {
            return path;
        }
        return HOME + (path.startsWith("~/") ? path.substring(2) : path);
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }
}
