package io.github.gpfailover.stability;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The mark of an exported type that is not settled yet.
 *
 * <p>Any minor version may change or remove it, also after 1.0; the changelog says so. What it does is as safe and as tested as the
 * rest: the mark is about its shape. The types in it share the mark.
 *
 * @since 0.1
 */
@Stable
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Evolving {}
