/** Searches through faults at each command, in pairs, and at random: whatever goes wrong, the promises hold. */
package io.github.gpfailover.testkit.scenario.explorer;
