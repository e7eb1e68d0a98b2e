/** Situations in which the master is lost, seems lost, or comes back: whether the standby is promoted, and what is refused. */
package io.github.gpfailover.testkit.scenario.outage;
