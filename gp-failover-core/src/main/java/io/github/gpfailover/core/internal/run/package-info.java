/**
 * What runs: the engine, the run of a plan from its first step to its report, the guarded transport to the hosts, and the undoing of what no
 * promotion has followed.
 */
package io.github.gpfailover.core.internal.run;
