/**
 * Proofs that nothing acknowledged is missing on the standby: from the dead master's log, and from the segments' logs.
 *
 * <p>{@code SegmentProof} and {@code OldMasterProof} are pure functions; {@code LossInquiry} asks.
 */
package io.github.gpfailover.core.internal.loss;
