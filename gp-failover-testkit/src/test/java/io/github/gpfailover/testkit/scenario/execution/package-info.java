/** What holds for a plan of any kind: foresight, journal, lease, code of the caller, faults that are not expected. */
package io.github.gpfailover.testkit.scenario.execution;
