/**
 * The fences: what keeps an old master from writing, and proves it. They are given to {@code Failover.engine(cluster).fences(...)}, in the order in which they are tried.
 */
@NullMarked
package io.github.gpfailover.core.fence;

import org.jspecify.annotations.NullMarked;
