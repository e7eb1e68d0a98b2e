/** Reaching the cluster's hosts over SSH. */
module io.github.gpfailover.ssh {
    requires transitive io.github.gpfailover;

    exports io.github.gpfailover.ssh;
}
