package io.github.gpfailover.core.internal.inspect;

/**
 * A value that a shell's start-up file sets, with the file's name, so that a finding can say where to change it.
 *
 * @param file the file, as {@code ~/.bashrc}
 * @param variable the variable
 * @param value the last value that the file sets it to
 */
public record ProfileValue(String file, String variable, String value) {

    /** Whether only a shell could expand the value. */
    public boolean expands() {
        return value.indexOf('$') >= 0 || value.indexOf('`') >= 0 || value.startsWith("~");
    }
}
