/**
 * A standby out of a directory that is there already: the proofs that it may follow or be rewound, its files, its start, and the
 * verification after it.
 *
 * <p>A proof ({@code FollowProof}, {@code StandbyProof}, {@code StartProof}, {@code RewindCheck}) is a pure function of facts that were
 * read before ({@code JoinFacts}); {@code JoinDecision} is the choice, {@code StandbyVerification} holds the proof again once the server
 * runs. Nothing is overwritten or deleted, and what is not proved leads to a copy or to a refusal, never to a try.
 *
 * <p>A standby that the catalog names and that does not run is started where it is ({@code StandbyStart}). {@code StartProof} needs three
 * facts more: the server that the standby's own file names, and whether the master still has the file of its log that holds the position
 * which the standby's pages may have reached, the later of checkpoint and minimum recovery location. A standby that crashed
 * ({@code in archive recovery}) is as good as one that was stopped: it writes no log of its own. No file is changed, and no row is taken
 * back: it was there before.
 *
 * <p>docs/coming-home.md has the strategies, and what keeps a broken directory from being used.
 */
package io.github.gpfailover.core.internal.join;
