/** The ways in which an old master comes home as a standby, and what goes wrong on them. */
package io.github.gpfailover.testkit.scenario.homecoming;
