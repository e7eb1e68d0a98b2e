/**
 * What a caller of gp-failover writes against: plans, cluster state, reports and the interfaces that other transports, probes and
 * fences implement. It needs nothing but the JDK.
 */
// The modules that the internal package is open to are built after this one.
@SuppressWarnings("module")
module io.github.gpfailover {
    // Annotations for compilers and tools. Not transitive: who uses this module needs them neither to compile nor to
    // run.
    requires static org.jspecify;

    exports io.github.gpfailover;
    exports io.github.gpfailover.cluster;
    exports io.github.gpfailover.error;
    exports io.github.gpfailover.journal;
    exports io.github.gpfailover.spi;
    exports io.github.gpfailover.stability;
    exports io.github.gpfailover.step;
    exports io.github.gpfailover.internal to
            io.github.gpfailover.core,
            io.github.gpfailover.ssh,
            io.github.gpfailover.testkit;

    // Open at run time: Surefire puts the testkit on the class path of a module's tests, where the export above does
    // not
    // reach it. Nobody can compile against an opened package.
    opens io.github.gpfailover.internal;
}
