package io.github.gpfailover.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
     * Takes a setting.
     *
     * @param <T> the setting's type
     * @param setting the name of the builder's method
     * @param value what was given
     * @return the value
     * @throws IllegalStateException if it was given already
     * @throws NullPointerException if it is null
     */
    public <T> T value(String setting, T value) {
        once(setting);
        return Checks.notNull(value, setting);
    }

    /**
     * Takes a setting that is a list.
     *
     * @param <T> the type of its elements
     * @param setting the name of the builder's method
     * @param values what was given
     * @return a copy that can't be changed
     * @throws IllegalStateException if it was given already
     * @throws NullPointerException if it or an element is null
     */
    public <T> List<T> list(String setting, List<T> values) {
        return List.copyOf(value(setting, values));
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
    public static <T> T needed(@Nullable T value, String setting) {
        if (value == null) {
            throw new IllegalStateException(setting + " was not set: write " + setting + "(...) before build()");
        }
        return value;
    }
}
