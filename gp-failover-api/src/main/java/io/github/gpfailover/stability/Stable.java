package io.github.gpfailover.stability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The mark of an exported type that callers can rely on.
 *
 * <p>From 1.0 on, what compiles and runs against it does so with every later version of the same major number: members are added,
 * and none is removed or changed. Before 1.0 a minor version may change it, and the changelog says so. The types in it share the mark.
 *
 * @since 0.1
 */
@Stable
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Stable {}
