/** A simulated Greenplum cluster, its faults, and what tests need around it. */
module io.github.gpfailover.testkit {
    requires transitive io.github.gpfailover;
    requires transitive io.github.gpfailover.core;
    requires transitive io.github.gpfailover.ssh;
    requires org.apache.sshd.osgi;
    requires org.slf4j;
    requires transitive org.assertj.core;
    // The version is the choice of who writes the tests; the simulated cluster alone needs none.
    requires static transitive org.junit.jupiter.api;
    // Annotations for compilers and tools. Not transitive: who uses this module needs them neither to compile nor to
    // run.
    requires static org.jspecify;

    exports io.github.gpfailover.testkit;
    exports io.github.gpfailover.testkit.contract;
    exports io.github.gpfailover.testkit.ssh;

    // The tests in it are found by reflection.
    opens io.github.gpfailover.testkit.contract to
            org.junit.platform.commons;
}
