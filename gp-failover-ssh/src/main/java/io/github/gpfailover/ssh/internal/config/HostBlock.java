package io.github.gpfailover.ssh.internal.config;

import java.util.List;

/**
 * The settings from one {@code Host} or {@code Match} line to the next, with the hosts that they hold for.
 *
 * @param conditions what has to hold: the line's own condition last, before it those of the lines that its file is included under
 * @param values what stands below it
 */
record HostBlock(List<Condition> conditions, Values values) {}
