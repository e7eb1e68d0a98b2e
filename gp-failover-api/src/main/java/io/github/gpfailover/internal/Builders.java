package io.github.gpfailover.internal;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The builders of values that the engine alone makes.
 *
 * <p>Reports have no public constructor, so that they can grow, and the engine lives in another module. A report's builder offers its
 * private constructor here when it is loaded, and this package is open to our own modules alone.
 */
public final class Builders {

    private static final Map<Class<?>, Supplier<?>> OFFERED = new ConcurrentHashMap<>();

    private Builders() {}

    /**
     * Offers the constructor of a builder.
     *
     * @param <B> the builder's type
     * @param type the builder's class, which calls this when it is loaded
     * @param maker makes a builder
     */
    public static <B> void offer(Class<B> type, Supplier<B> maker) {
        OFFERED.put(type, maker);
    }

    /**
     * Makes a builder.
     *
     * @param <B> the builder's type
     * @param type the builder's class
     * @return a builder that was given nothing yet
     * @throws IllegalArgumentException if that class offers none
     */
    public static <B> B of(Class<B> type) {
        try {
            MethodHandles.lookup().ensureInitialized(type);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(type.getName() + " can't be reached", e);
        }
        Supplier<?> maker = OFFERED.get(type);
        if (maker == null) {
            throw new IllegalArgumentException(type.getName() + " offers no builder");
        }
        return type.cast(maker.get());
    }
}
