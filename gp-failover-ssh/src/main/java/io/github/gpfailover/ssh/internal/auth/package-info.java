/** Logging in: key files, the agent and passwords. Not for callers. */
package io.github.gpfailover.ssh.internal.auth;
