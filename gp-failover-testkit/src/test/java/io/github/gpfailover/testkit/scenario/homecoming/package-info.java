/** The strategies by which an old master comes home as a standby, and what goes wrong with them. */
package io.github.gpfailover.testkit.scenario.homecoming;
