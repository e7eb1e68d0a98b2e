/** The engine, its steps, the Greenplum dialects, and the transport, probe, fences, journal and lease that come with the library. */
module io.github.gpfailover.core {
    requires transitive io.github.gpfailover;
    requires io.github.resilience4j.retry;
    requires io.github.resilience4j.core;
    requires transitive java.sql;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports io.github.gpfailover.core;
}
