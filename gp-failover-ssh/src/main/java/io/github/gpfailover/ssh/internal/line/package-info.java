/**
 * Connections to hosts: one kept for each route, made anew after a pause, ended by a keep-alive.
 *
 * <p>The only package that knows Resilience4j.
 */
package io.github.gpfailover.ssh.internal.line;
