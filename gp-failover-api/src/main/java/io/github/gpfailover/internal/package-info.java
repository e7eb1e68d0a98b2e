/** Shared by the modules of gp-failover and by nobody else: not exported, and free to change. */
package io.github.gpfailover.internal;
