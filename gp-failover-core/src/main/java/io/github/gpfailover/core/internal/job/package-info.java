/** What jobs send to a host, and how its answers are read. */
package io.github.gpfailover.core.internal.job;
