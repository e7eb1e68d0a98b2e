/**
 * What runs: the engine, the run of a plan from its first step to its report, the guarded transport to the hosts, and the undoing of what
 * no promotion has followed.
 *
 * <p>{@code StepLoop} is the one rule: observe, decide, act, observe, and judge by what was observed.
 *
 * <ul>
 *   <li>A retry goes round the whole loop, never round a command. {@code RetryLoop} alone knows Resilience4j, and uses its asynchronous
 *       context only: Resilience4j's own loop would sleep by a static of the whole JVM, and turn an interrupt into the step's failure.
 *   <li>A step's deadline includes attempts and waits, on a clock that only runs forward. A command gets no more time than is left, at
 *       least one second. After the deadline no command that changes anything is sent.
 *   <li>{@code GuardedTransport} is the only transport while a plan runs. A command that may change something is sent only before the
 *       deadline, under the lease, and after the journal has it. Its {@code through} follows the same rules. A read is not journaled. What
 *       is journaled after the fact is best effort: a full journal can't make something undone.
 *   <li>{@code Compensation} starts a stopped master again, or lifts a fence that its master runs on behind, if two observations a second
 *       apart prove it stopped and every other server stopped or a standby: a promotion takes 0.22 s to show (recording 82). Nothing is
 *       undone while a promotion may be under way, after one, after an interrupt, or without a journal. The report's next steps then say
 *       what to run by hand.
 *   <li>{@code OldMasterWatch} goes on after the promotion. A fence that leaves its server running is verified anew before each step's
 *       decision. A former master that answers beside the promoted one is fenced again, and every step but {@code fence()} refuses. It is
 *       identified by what this execution promoted; where the timelines that both report contradict that, it is left alone and reported. A
 *       resumed execution recalls no fence: one of the plan's or the engine's that proves to hold is taken up.
 *   <li>{@code Advice} goes by what was observed at the end, not by the outcome alone. A resume is named only where a master serves or a
 *       promotion may be under way. Without a master it names what a plan can do: {@code failover()} where a standby runs,
 *       {@code startMaster()} where {@code NewestServer} names the newest directory, else whose decision it is.
 * </ul>
 *
 * <p>The state of an execution is kept in {@code known} and nowhere here. What decides about one step belongs into {@code steps}.
 */
package io.github.gpfailover.core.internal.run;
