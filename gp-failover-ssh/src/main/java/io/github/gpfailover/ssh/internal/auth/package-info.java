/**
 * Logging in: key files, the agent and passwords. Not for callers.
 *
 * <p>Each key is offered once, and what was offered, and why a key was not, is in the error ({@code Offering}). sshj knows no agent:
 * {@code AgentClient} speaks to one over a Unix socket. No private key and no password is part of a message.
 */
package io.github.gpfailover.ssh.internal.auth;
