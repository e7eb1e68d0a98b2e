/** The engine, its steps, the Greenplum dialects, and the transport, probe, fences, journals and leases that come with the library. */
// The module that the internal package is exported to is built after this one.
@SuppressWarnings("module")
module io.github.gpfailover.core {
    requires transitive io.github.gpfailover;
    requires io.github.resilience4j.retry;
    requires io.github.resilience4j.core;
    requires transitive java.sql;
    requires org.postgresql.jdbc;
    requires org.slf4j;
    // Annotations for compilers and tools. Not transitive: who uses this module needs them neither to compile nor to
    // run.
    requires static org.jspecify;

    exports io.github.gpfailover.core;
    exports io.github.gpfailover.core.fence;
    exports io.github.gpfailover.core.job;
    exports io.github.gpfailover.core.journal;
    exports io.github.gpfailover.core.lease;
    exports io.github.gpfailover.core.probe;
    exports io.github.gpfailover.core.transport;
    exports io.github.gpfailover.core.internal.script to
            io.github.gpfailover.testkit;

    // Open at run time: Surefire puts the testkit on the class path of a module's tests, where the export above does
    // not reach it. Nobody can compile against an opened package.
    opens io.github.gpfailover.core.internal.script;
}
