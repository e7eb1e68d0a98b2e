/** Scenarios: the engine at a simulated cluster, in situations that were seen on a cluster or must be survived. Here lies what the kinds of them share. */
package io.github.gpfailover.testkit.scenario;
