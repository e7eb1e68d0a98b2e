package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import java.util.regex.Pattern;

/**
 * The data directory of one instance: an absolute path on its host.
 *
 * <p>Exists because this path is renamed, searched for in process lists and handed to utilities that hand it to a shell: a path
 * that needs quoting there is refused when the value is built. Immutable and thread-safe.
 *
 * @param path an absolute path of letters, digits and {@code . _ - + = , @ :}, at least one level below the root, with no
 *     {@code .} or {@code ..} level, no empty level and no {@code /} at its end; at most 1,024 characters
 * @since 0.1
 */
public record DataDirectory(String path) implements Comparable<DataDirectory> {

    private static final Pattern ALLOWED = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))(?!-)[A-Za-z0-9._+=,@:-]+)++");

    /**
     * Checks the path.
     *
     * @param path the component of that name
     * @throws NullPointerException if the path is null
     * @throws IllegalArgumentException if the path is not absolute, or holds what a shell would read
     */
    public DataDirectory {
        Checks.text(
                path,
                "data directory",
                ALLOWED,
                1024,
                "must be an absolute path of letters, digits and . _ - + = , @ : with no '.', '..' or empty level, no level that"
                        + " begins with '-', and no '/' at its end; write for example /data/master/gpseg-1");
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
