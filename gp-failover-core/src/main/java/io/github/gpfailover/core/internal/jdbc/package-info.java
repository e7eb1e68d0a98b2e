/**
 * One login to a server over JDBC, and what its answer means.
 *
 * <p>The only package that knows the PostgreSQL driver. A password is never part of a message.
 *
 * <ul>
 *   <li><b>Dispatch, then utility.</b> A new master leaves a dispatch login without an answer until its distributed transactions are
 *       settled, and takes a utility login (dialects §6). The dispatch login has half of the time. Where the server refused as a standby,
 *       refused the user, or could not be reached at all, there is no second login.
 *   <li><b>The code decides, not the text.</b> {@code 57M02} is a standby's and {@code 57P03} that of a server in transition, although the
 *       text may be the same.
 *   <li><b>One round trip.</b> The observation goes out as one message. Version and recovery are asked before it only once, and again when
 *       the answer does not fit what was known.
 *   <li><b>The driver's properties</b> are let in by a list. An empty password is handed over where there is none: without any the driver
 *       would read {@code .pgpass} itself, whoever can read that file.
 *   <li><b>A lent connection</b> goes back with the network timeout that it came with. It may have been opened before its postmaster died,
 *       so until it has answered it shows nothing.
 * </ul>
 *
 * <p>Each session has a thread of its own, since a read from a socket takes no interrupt. What is late is given up: its socket is closed.
 */
package io.github.gpfailover.core.internal.jdbc;
