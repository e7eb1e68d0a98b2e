/** Reading the configuration of an OpenSSH client. Not for callers. */
package io.github.gpfailover.ssh.internal.config;
