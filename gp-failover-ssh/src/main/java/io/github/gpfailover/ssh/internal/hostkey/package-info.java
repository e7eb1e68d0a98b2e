/**
 * Whether a host is the one that it should be. Not for callers.
 *
 * <p>OpenSSH's {@code known_hosts} are read by OpenSSH's rules, and a revoked key wins over any other line: sshj accepts one that another
 * line names ({@code HostKeyVerdict}). A file is parsed once for all connections; a refusal names the file and the line.
 */
package io.github.gpfailover.ssh.internal.hostkey;
