/**
 * Stores that outlive the process: files of a directory, and tables of a PostgreSQL.
 *
 * <p>What journals and leases share. What it keeps to:
 *
 * <ul>
 *   <li><b>An interrupt loses nothing.</b> The JDK closes a file's channel when its thread is interrupted. Each use of a file is repeated
 *       then, with the thread's interrupt put off ({@code Uninterrupted}).
 *   <li><b>A line is whole or it does not count.</b> Each line begins with the checksum of its text ({@code CheckedLine}). Only a last
 *       line without its line break is taken for torn.
 *   <li><b>One process at a time.</b> A file is locked while it is written. In a process, closing any channel of a file drops the lock
 *       that another channel holds, so threads wait for each other ({@code FileMonitors}).
 *   <li><b>No text of a data source reaches a message</b>, since its address may hold a password; the server's own words do.
 *   <li><b>Nothing of a call is left on a lent connection</b>: what is set is set for the transaction, or put back.
 * </ul>
 */
package io.github.gpfailover.core.internal.store;
