/**
 * The programs of a simulated cluster's hosts, one rule each, with the texts that were recorded. Not exported.
 *
 * <p>Each rule's comment has the forms that it knows, and {@code Rules} lists the rules. A command that no rule covers ends in
 * {@code UnknownCommandException}, so that the simulator makes no answer up. A new rule is written from a recording, and
 * {@code RecordingConformanceTest} replays it.
 */
package io.github.gpfailover.testkit.internal.rule;
