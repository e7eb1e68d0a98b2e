/**
 * The steps: one handler each, which decides, and the deeds, which act; beside them the guards that several steps share.
 *
 * <p>A handler holds no state, and sends nothing that changes anything. What a decision learned reaches its deed as fields. A new step
 * begins here; {@code Handlers} lists it. The guards, each of which refuses where it can't prove:
 *
 * <ul>
 *   <li>{@code SecondMasterGuard}: every known server beside the standby is proved stopped, or is held by a fence that verifies now, or
 *       runs as a standby. Known are the locations of the specification and of the plan, the last master that was seen, and the standby
 *       that a catalog named. Nothing in a plan opens it. Right before the promotion the server that the standby follows is observed once
 *       more. What each vantage point says of such a server is a {@code GuardVerdict} of the report. Of a server that its own process table
 *       proves stopped nothing more is asked, since nobody serves meanwhile; else every segment host and every other known host is asked,
 *       side by side.
 *   <li>{@code LossGuard}: the standby has all that was acknowledged. In this order: the old master's {@code pg_control} after a clean
 *       stop; the logs ({@code LossEvidence}, package {@code loss}); the master's last report of its stream, if it was in sync and not
 *       older than {@code oldestKnowledge}, the standby has received or replayed what it had made durable then, and its postmaster is still
 *       the same; else refused. {@code allowDataLoss(reason)} turns its refusals into warnings. It observes a standby every 20 ms while its
 *       replay moves, for at most 10 s, and gives up after 2 s without a step.
 *   <li>{@code ExternalDetector}: no fault detector outside the cluster promotes by itself (Cloudberry, by its settings).
 *   <li>{@code BeforeStop}: the questions that are asked while the master still serves, so that nothing is refused after the stop that
 *       could have been refused before it. Each is one line of a list.
 *   <li>{@code DeadStandby}: a standby's host is gone. Its liveness is unknown, every sighting of it is {@code SILENT} and at least one is
 *       there, and the controller does not reach it either; a refusal, another host key or a failed login is an answer. Only then are the
 *       master's sockets to it destroyed.
 * </ul>
 *
 * <p>How the hard ones act:
 *
 * <ul>
 *   <li><b>Promotion.</b> {@code DIRECT} is {@code pg_ctl promote}, then a checkpoint. With the old master's host off it dispatched after
 *       0.24 s (recording 82), where {@code gpactivatestandby} waited for ssh and took 77.4 s (81). {@code AUTO} takes {@code DIRECT} on
 *       Greenplum 6, and {@code UTILITY} on the others. {@code PromotionWait} observes every 50 ms. A server that reports recovery is
 *       waited for, up to 60 s; one that rejects all logins, whose port nobody listens at, or that ended, is reported after three
 *       observations in a row. {@code PromotionVerdict} reads rows back by segment, at least 100 a segment: an exit status is no proof.
 *       {@code gpactivatestandby -f} is never run. A socket lock file of a killed server is renamed before, since the utility would take it
 *       for a live master (recording 71).
 *   <li><b>Start seconds.</b> A master of Greenplum 6 numbers its distributed transactions under the second in which its postmaster began.
 *       A promoted standby with a second that an earlier master had sees nothing of what that one committed last, until it is restarted
 *       (recordings f0 to f8). {@code StartSeconds} compares the standby's file with the prefixes of the newest 10,000 ids on each primary,
 *       and, where no segment has an id of it yet, with the master's file. {@code StandbyRestart} restarts the standby before a planned
 *       stop, after a checkpoint that it has replayed; {@code MasterRestart} restarts the new master where the seconds may be the same or
 *       can't be determined. The stop begins only with 30 s of the step's time left after that.
 *   <li><b>No master.</b> {@code NewestServer} reads all known directories side by side: {@code pg_control}, the marker file, and the
 *       timeline histories, since {@code pg_control} has a new timeline only from the first checkpoint on. It refuses wherever one can't be
 *       read, two claim the same, or the newest is not the last master seen.
 *   <li><b>A stream that does not run.</b> {@code StreamDiagnosis} reads the end of the newest log on both hosts, at most each 20 s of a
 *       step that waits, or each 5 s while they show nothing. "started streaming" ends nothing: each try that fails writes it first
 *       (recording i0).
 * </ul>
 */
package io.github.gpfailover.core.internal.steps;
