/**
 * Connections to hosts: one kept for each route, made anew after a pause, ended by a keep-alive.
 *
 * <p>The only package that knows Resilience4j. A {@code RouteConnection} is made when it is first needed, on a thread of its own, and all
 * that wait for it share one {@code Attempt}. An attempt is given up by taking its socket away, since name lookups and reads can't be
 * interrupted, and it always ends within the connect timeout. A route that failed is left alone for a pause, on a clock that no operator
 * can set; until then the failure is reported again at once. A server that hangs up on a newcomer is asked twice more.
 *
 * <p><b>Sessions.</b> A server allows so many on one connection. One that was left while its command still runs counts there, so a
 * connection with two of those takes no new commands, and ends with its last one.
 *
 * <p><b>Threads.</b> Pool threads do what may hang: connecting, big inputs, leaving a channel, keep-alives. The timer's thread does nothing
 * that may hang. One wait is not bounded by a command's time: on a connection that takes no more bytes, under a large input, it lasts until
 * the keep-alive notices.
 *
 * <p><b>Where sshj was not enough.</b> Its tunnels end the connection below them when data comes late ({@code Tunnel}). Its keep-alive
 * takes a thread a connection and hangs with it ({@code KeepAlive}). It takes AES-GCM from Bouncy Castle, at less than half the speed
 * ({@code PlatformGcm}). It offers algorithms that OpenSSH has given up ({@code Algorithms}), and has one list for how hosts and users
 * sign, where OpenSSH has two ({@code HostAlgorithms}). It logs each lost connection as an error with its stack, so its log is off. It
 * registers the Bouncy Castle provider with the JVM when it is first used, which ECDSA keys need. A connection's largest part is a buffer
 * of 256 KiB in sshj: with 200 connections open that is 50 of the 63 MiB that were measured.
 */
package io.github.gpfailover.ssh.internal.line;
