package io.github.gpfailover.internal;

import java.util.HashSet;
import java.util.Set;

/**
 * The settings that a builder was given.
 *
 * <p>A setting that is given twice is refused alike everywhere: one of the two values would be lost.
 */
public final class Given {

    private final Set<String> names = new HashSet<>();

    /** Makes it for a builder that was given nothing yet. */
    public Given() {}

    /**
     * Takes note of a setting.
     *
     * @param setting the name of the builder's method
     * @throws IllegalStateException if it was given already
     */
    public void once(String setting) {
        if (!names.add(setting)) {
            throw new IllegalStateException(setting + " was already set: write it once");
        }
    }

    /**
     * Refuses a setting that is missing when the value is made.
     *
     * @param <T> the setting's type
     * @param value what was set; null if nothing was
     * @param setting the name of the builder's method
     * @return the value
     * @throws IllegalStateException if it is null
     */
    public static <T> T needed(T value, String setting) {
        if (value == null) {
            throw new IllegalStateException(setting + " was not set: write " + setting + "(...) before build()");
        }
        return value;
    }
}
