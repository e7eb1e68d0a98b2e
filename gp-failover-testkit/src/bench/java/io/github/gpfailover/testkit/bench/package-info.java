/** The benchmarks of the speed targets, run by {@code mvn -Pbench verify}. */
package io.github.gpfailover.testkit.bench;
