/**
 * What an execution knows: the state that follows from its journal, what the engine keeps from one call to the next, and what was observed.
 *
 * <ul>
 *   <li>{@code ExecutionState} is one fold over journal records. The live run and {@code resume} use it alike, so neither can know what the
 *       other does not. {@code ExecutionNotes} keeps beside it only what no journal can hold, such as a fence object that was verified.
 *   <li>{@code Observer} reuses an observation for one second if nothing that changes anything was sent since: within an outage every
 *       observation costs clients time.
 *   <li>{@code StreamWatch} dates a stream. A row of {@code pg_stat_replication} outlives its standby: 38 s after a power loss it still
 *       said {@code streaming}/{@code sync} (recording a0). A movement is dated at the observation before the one that shows it. What the
 *       standby received counts, not what it replayed: an idle master's log ends within a record for minutes (d0 to d2).
 *   <li>{@code LastKnown} keeps a master's last report from one call of an engine to the next. Once the master is gone no other source has
 *       it.
 *   <li>{@code Succession} finds a second master: another server answers than was seen before, and the one before is not proved stopped.
 *       Its catalog is of another time, so that is a conflict.
 *   <li>{@code SpokenDialect} is the dialect of the last reported version.
 * </ul>
 *
 * <p>Nothing here acts on a host, and nothing knows what a step is: it is read by steps, and written through records of the journal. Ages
 * are measured on a clock that only runs forward; clocks of hosts are never compared.
 */
package io.github.gpfailover.core.internal.known;
