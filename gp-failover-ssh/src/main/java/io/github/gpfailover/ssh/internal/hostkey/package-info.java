/** Whether a host is the one that it should be. Not for callers. */
package io.github.gpfailover.ssh.internal.hostkey;
