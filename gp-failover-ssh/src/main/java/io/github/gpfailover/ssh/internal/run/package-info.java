/**
 * One command over a connection: the script that it is wrapped in, its streams, its end.
 *
 * <p>What reached the remote shell is distinguished from what did not.
 */
package io.github.gpfailover.ssh.internal.run;
