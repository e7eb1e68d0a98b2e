/** The drill: the main job on an embedded cluster, for people to watch. Not exported; run by the {@code drill} profile. */
package io.github.gpfailover.testkit.drill;
