package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;

/**
 * The data directory of one instance: an absolute path on its host.
 *
 * <p>It exists because this path is renamed, searched for in process lists and handed to utilities that pass it to a shell: a path
 * that needs quoting there is refused when the value is built. Immutable and thread-safe.
 *
 * @param path an absolute path of letters, digits and {@code . _ - + = , @ :}, at least one level below the root, with no
 *     {@code .} or {@code ..} level; several slashes count as one, and those at the end for none; at most 1,024 characters
 * @since 0.1
 */
@Stable
public record DataDirectory(String path) implements Comparable<DataDirectory> {

    private static final String MARKS = "._+=,@:-";

    /**
     * Checks the path.
     *
     * @param path the component of that name
     * @throws NullPointerException if the path is null
     * @throws IllegalArgumentException if the path is not absolute, or holds what a shell would read
     */
    public DataDirectory {
        path = normalised(Checks.notNull(path, "data directory"));
        Checks.text(
                path,
                "data directory",
                DataDirectory::plain,
                1024,
                "must be an absolute path of letters, digits and . _ - + = , @ : with no '.' or '..' level, and no level that"
                        + " begins with '-'; write for example /data/master/gpseg-1");
    }

    /** The kernel takes several slashes for one, and sites have them: {@code gpinitsystem} puts one after each directory it is given. */
    private static String normalised(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        String plain = path.substring(0, end);
        if (plain.indexOf("//") < 0) {
            return plain;
        }
        StringBuilder one = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            if (i == 0 || plain.charAt(i) != '/' || plain.charAt(i - 1) != '/') {
                one.append(plain.charAt(i));
            }
        }
        return one.toString();
    }

    // Asked for each row of a catalog or a list, so without a regex.
    private static boolean plain(String path) {
        int at = 0;
        while (at < path.length() && path.charAt(at) == '/') {
            int slash = path.indexOf('/', at + 1);
            int end = slash < 0 ? path.length() : slash;
            if (!plainLevel(path, at + 1, end)) {
                return false;
            }
            at = end;
        }
        return at == path.length() && at > 0;
    }

    private static boolean plainLevel(String path, int start, int end) {
        boolean dots =
                path.charAt(end - 1) == '.' && (end - start == 1 || (end - start == 2 && path.charAt(start) == '.'));
        if (start == end || dots || path.charAt(start) == '-') {
            return false;
        }
        for (int i = start; i < end; i++) {
            char c = path.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Gives the data directory of that path.
     *
     * @param path the absolute path
     * @return the data directory
     * @throws NullPointerException if the path is null
     * @throws IllegalArgumentException if the path is not a plain absolute path
     */
    public static DataDirectory of(String path) {
        return new DataDirectory(path);
    }

    /**
     * Gives the directory that holds this one.
     *
     * @return the path above, {@code /} for a directory right below the root
     */
    public String parent() {
        int slash = path.lastIndexOf('/');
        return slash == 0 ? "/" : path.substring(0, slash);
    }

    /**
     * Gives a directory beside this one.
     *
     * @param suffix what to add to this directory's name
     * @return the directory of that name, in the same parent
     * @throws NullPointerException if the suffix is null
     * @throws IllegalArgumentException if the suffix may not stand in a path
     */
    public DataDirectory withSuffix(String suffix) {
        return new DataDirectory(path + Checks.notNull(suffix, "suffix"));
    }

    /**
     * Gives a file of this directory.
     *
     * @param name the file's name
     * @return the absolute path of the file
     */
    public String file(String name) {
        return path + '/' + name;
    }

    @Override
    public int compareTo(DataDirectory other) {
        return path.compareTo(other.path);
    }

    /** Returns the bare path. */
    @Override
    public String toString() {
        return path;
    }
}
