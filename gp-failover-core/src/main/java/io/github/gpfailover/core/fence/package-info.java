/**
 * The fences: what keeps an old master from writing, and proves it. They are given to {@code Failover.engine(cluster).fence(...)}, in the
 * order in which they are tried.
 *
 * <p>A fence is called as {@code verify}, {@code fence}, {@code verify}, and only the last counts. A fence that leaves its server running
 * is verified anew by the guard of {@code activate()} and before each step after it. {@code engine.observe()} asks the engine's fences once
 * for each master: that is when {@link io.github.gpfailover.core.fence.NullRouteFence} learns the master's addresses. A master behind
 * routes still answers whoever reaches it; its role is {@code FENCED}, also for a new engine whose fence proves to hold it, since routes
 * outlast the engine that set them.
 *
 * <p>What they are made of is in {@code core.internal.fence}. A fence of the caller's own needs only the api.
 */
@NullMarked
package io.github.gpfailover.core.fence;

import org.jspecify.annotations.NullMarked;
