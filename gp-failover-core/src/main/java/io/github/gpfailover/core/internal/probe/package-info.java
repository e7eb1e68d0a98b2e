/**
 * One observation of the cluster: by source, merged, with what the sources contradict each other in.
 *
 * <p>Unreachable is unknown here, never stopped.
 */
package io.github.gpfailover.core.internal.probe;
