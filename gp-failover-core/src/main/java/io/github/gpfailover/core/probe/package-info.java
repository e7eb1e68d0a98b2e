/**
 * The probes: what asks a cluster for its state. {@link io.github.gpfailover.core.probe.CompositeStateProbe} is the one that an engine uses by default; the others may stand alone, or be parts of a probe of the caller's.
 */
@NullMarked
package io.github.gpfailover.core.probe;

import org.jspecify.annotations.NullMarked;
