/** Moves of a master that serves: the stop, what it costs clients, and what is undone when a plan ends before the promotion. */
package io.github.gpfailover.testkit.scenario.planned;
