package io.github.gpfailover.core.internal.fuzz;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * How many bytes the current thread has allocated so far, by {@code com.sun.management.ThreadMXBean}. Asked through a handle: the
 * module under test does not read {@code jdk.management}, and must not only for its tests.
 */
final class AllocatedBytes {

    private static final MethodHandle NOW = now();

    private AllocatedBytes() {}

    static long sofar() {
        try {
            return (long) NOW.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("this JVM does not tell what a thread allocates", e);
        }
    }

    private static MethodHandle now() {
        try {
            Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
            Object bean = factory.getMethod("getThreadMXBean").invoke(null);
            Class<?> type = Class.forName("com.sun.management.ThreadMXBean");
            return MethodHandles.publicLookup()
                    .findVirtual(type, "getCurrentThreadAllocatedBytes", MethodType.methodType(long.class))
                    .bindTo(bean);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM does not tell what a thread allocates", e);
        }
    }
}
