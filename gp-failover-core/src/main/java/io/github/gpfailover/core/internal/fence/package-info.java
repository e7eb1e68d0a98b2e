/**
 * What the fences that come with the library are made of: routes, sessions on segments, access to a host, and the orderly stop.
 *
 * <p>The fences themselves are public classes in {@code io.github.gpfailover.core}.
 */
package io.github.gpfailover.core.internal.fence;
