package io.github.gpfailover.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a value, by name: what two values of a class must share to be equal, and what their text shows.
 *
 * <p>A class that can grow is no record, and would list its parts three times, where one is easily left out.
 *
 * @param <T> the value's class
 */
public final class Parts<T> {

    private record Part<T>(String name, Function<T, ?> getter) {}

    private final Class<T> type;
    private final List<Part<T>> all;

    private Parts(Class<T> type, List<Part<T>> all) {
        this.type = type;
        this.all = all;
    }

    /**
     * Begins without parts.
     *
     * @param <T> the value's class
     * @param type the value's class
     * @return no parts
     */
    public static <T> Parts<T> of(Class<T> type) {
        return new Parts<>(type, List.of());
    }

    /**
     * Adds a part.
     *
     * @param name its name
     * @param getter gives it
     * @return these parts, and that one
     */
    public Parts<T> and(String name, Function<T, ?> getter) {
        List<Part<T>> more = new ArrayList<>(all);
        more.add(new Part<>(name, getter));
        return new Parts<>(type, List.copyOf(more));
    }

    /**
     * Says whether two values are equal.
     *
     * @param value one value
     * @param other what may be one too
     * @return true if it is one, and all parts are equal
     */
    public boolean equal(T value, @Nullable Object other) {
        return value == other
                || (type.isInstance(other)
                        && all.stream()
                                .allMatch(p -> Objects.equals(
                                        p.getter().apply(value), p.getter().apply(type.cast(other)))));
    }

    /**
     * Gives a value's hash code.
     *
     * @param value the value
     * @return the hash code of its parts
     */
    public int hash(T value) {
        return Objects.hash(all.stream().map(p -> p.getter().apply(value)).toArray());
    }

    /**
     * Gives a value as text.
     *
     * @param value the value
     * @return the name of its class, and all parts by name
     */
    public String text(T value) {
        return all.stream()
                .map(p -> p.name() + "=" + p.getter().apply(value))
                .collect(Collectors.joining(", ", type.getSimpleName() + "[", "]"));
    }
}
