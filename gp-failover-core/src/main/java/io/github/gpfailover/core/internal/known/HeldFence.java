package io.github.gpfailover.core.internal.known;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.Fence;

/**
 * A fence that was verified, and the server that it holds.
 *
 * @param fence the fence
 * @param oldMaster the server
 */
public record HeldFence(Fence fence, InstanceLocation oldMaster) {}
