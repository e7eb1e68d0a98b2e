/** What the parts of the SSH transport share. Not for callers. */
package io.github.gpfailover.ssh.internal;
