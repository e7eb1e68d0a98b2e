/** Fences: set, verified, lifted, found broken, and taken up by another engine. */
package io.github.gpfailover.testkit.scenario.fence;
