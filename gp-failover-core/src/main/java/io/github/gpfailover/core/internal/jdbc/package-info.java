/**
 * One login to a server over JDBC, and what its answer means.
 *
 * <p>The only package that knows the PostgreSQL driver. A password is never part of a message.
 */
package io.github.gpfailover.core.internal.jdbc;
