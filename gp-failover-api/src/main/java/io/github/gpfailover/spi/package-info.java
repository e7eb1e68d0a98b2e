/**
 * What others may implement: how commands reach hosts, how the cluster is seen, how an old master is fenced, where the journal
 * and the lease live, and how time passes.
 *
 * <p>Instances are handed to the engine by the caller and are never searched for, so that what runs against a production host
 * stands in the caller's code.
 */
@NullMarked
package io.github.gpfailover.spi;

import org.jspecify.annotations.NullMarked;
