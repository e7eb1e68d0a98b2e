package io.github.gpfailover.testkit;

import io.github.gpfailover.stability.Evolving;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The settings of a test's simulated cluster, where the default is not wanted.
 *
 * <p>It exists so that a test names only what it needs: {@code void t(@Simulated(standby = false) SimulatedCluster cluster)}. Read by
 * {@link SimulatedClusterExtension}.
 *
 * @since 0.1
 */
@Evolving
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Simulated {

    /**
     * Says how many segment hosts there are.
     *
     * @return the number
     */
    int segmentHosts() default 2;

    /**
     * Says how many primaries each segment host has.
     *
     * @return the number
     */
    int primariesPerHost() default 2;

    /**
     * Says whether the primaries have mirrors.
     *
     * @return whether they have
     */
    boolean mirrors() default true;

    /**
     * Says whether there is a standby; if not, its host {@code smdw} is there all the same.
     *
     * @return whether there is one
     */
    boolean standby() default true;
}
