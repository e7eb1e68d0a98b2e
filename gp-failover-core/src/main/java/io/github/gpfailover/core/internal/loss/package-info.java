/**
 * Proofs that nothing acknowledged is missing on the standby: from the dead master's log, and from the segments' logs.
 *
 * <p>{@code SegmentProof} and {@code OldMasterProof} are pure functions; {@code LossInquiry} asks. A commit that the standby lacks refuses,
 * with ids and times, whatever was known before ({@code LossVerdict.Missing}). One of the two proofs alone suffices if it is complete, also
 * for an engine that never saw the cluster. Where neither can decide, the verdict names the segment or the log, and why ({@code NotTold}).
 *
 * <ul>
 *   <li>{@code SegmentTail}: a segment prepares its part before the master decides, and commits it after. So where its log shows the
 *       preparation of a transaction whose decision the standby has, all before that position happened before the standby's log ended, and
 *       any {@code commit prepared} after it must have its decision in the standby's log. No clock is compared, and no id is ordered.
 *   <li>The ends of logs are read with {@code pg_xlogdump -r Transaction}: 1 MiB, then the file, then up to eight files. The program fails
 *       at each log's end; its text says how far it came. A log that seems to end before what its server has written counts as unread.
 *   <li>The distributed log alone does not decide: rows of temporary tables are committed in one phase on all segments, and no master's log
 *       has their ids.
 * <li>{@code BareCommits}: with {@code wal_level = archive} a heartbeat's commit in the dead master's log can't be distinguished from a change of
 * the catalog. A transaction that began after the standby's last checkpoint and has no other record in the two logs changed nothing; all
 *       else refuses.
 * </ul>
 *
 * <p>All hosts are asked at once, 48 servers of each. The whole inquiry ends within 25 s; a wider reading after a loss was found has 25 s
 * more.
 */
package io.github.gpfailover.core.internal.loss;
