/**
 * The transport that reaches the cluster's hosts over SSH. Begin at {@link io.github.gpfailover.ssh.SshTransport}.
 *
 * <p>Which hosts are trusted says {@link io.github.gpfailover.ssh.HostKeyPolicy}; what of an operator's OpenSSH settings is used says
 * {@link io.github.gpfailover.ssh.SshConfig}. The libraries that it is made with are in no signature.
 */
@NullMarked
package io.github.gpfailover.ssh;

import org.jspecify.annotations.NullMarked;
