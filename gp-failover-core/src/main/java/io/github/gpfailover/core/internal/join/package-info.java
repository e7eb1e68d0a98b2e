/**
 * A standby out of a directory that is there already: the proofs that it may follow or be rewound, its files, its start, and the verification after it.
 *
 * <p>A proof is a pure function of facts that were read before.
 */
package io.github.gpfailover.core.internal.join;
