/** Reaching the cluster's hosts over SSH. */
module io.github.gpfailover.ssh {
    requires transitive io.github.gpfailover;
    requires com.hierynomus.sshj;
    requires io.github.resilience4j.circuitbreaker;
    requires io.github.resilience4j.core;
    requires io.github.resilience4j.retry;
    // sshj works with these, and being an automatic module it can't ask for them.
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    // Annotations for compilers and tools. Not transitive: who uses this module needs them neither to compile nor to
    // run.
    requires static org.jspecify;

    exports io.github.gpfailover.ssh;
}
