/**
 * Reading the configuration of an OpenSSH client. Not for callers.
 *
 * <p>A setting is read as OpenSSH reads it, or refuses the hosts that it is for, or is listed as ignored: none is dropped silently. Each
 * value knows its file and line.
 */
package io.github.gpfailover.ssh.internal.config;
