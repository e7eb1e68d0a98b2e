/** Standbys that are off, stopped, or to be removed. */
package io.github.gpfailover.testkit.scenario.standby;
