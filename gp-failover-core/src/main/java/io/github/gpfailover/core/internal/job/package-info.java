/**
 * What jobs send to a host, and how its answers are read.
 *
 * <p>The scripts ({@code JobScripts}) are fixed and take what callers give as positional parameters. A command is recognized by a digest of
 * arguments, environment and input; a secret input is left out of it. The length of an input goes before it, so that a connection that
 * breaks in its midst starts nothing. Only files that the job made are removed, by name and kind, and only when it has ended.
 */
package io.github.gpfailover.core.internal.job;
