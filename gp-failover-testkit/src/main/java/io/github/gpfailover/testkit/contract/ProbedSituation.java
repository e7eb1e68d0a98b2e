package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.stability.Evolving;

/**
 * What a {@link StateProbeContract} wants to see a cluster in.
 *
 * <p>It exists so that whoever supplies the situations knows which are asked for. Each is one that has misled somebody.
 *
 * @since 0.1
 */
@Evolving
public enum ProbedSituation {
    /** A master with a standby that streams and is in sync. */
    HEALTHY("a healthy cluster"),
    /** The master's postmaster was killed with -9 and no session of it lives on; its lock files are left over (recording 70). */
    MASTER_KILLED("a cluster whose master was killed"),
    /** The same, but a session lives on while the port refuses (recordings b3 and b4). */
    ORPHANED_SESSION("a cluster with a session that outlived its master's postmaster"),
    /** The master's host has no power, or can't be reached (recording 80). */
    MASTER_HOST_OFF("a cluster whose master's host is off"),
    /** The master's host takes connections, and nothing that is begun there ends. */
    MASTER_HOST_HANGS("a cluster whose master's host hangs"),
    /** The standby was stopped in order (recording 91). */
    STANDBY_STOPPED("a cluster whose standby is stopped"),
    /** The standby's host has no power, while the master still calls it streaming (recording a0). */
    STANDBY_HOST_OFF("a cluster whose standby's host is off"),
    /** Both servers take sessions as masters (recordings 73 and 84 to 87). */
    TWO_MASTERS("a cluster with two masters"),
    /** The standby's server refuses sessions because it starts up, or is being promoted; the master is stopped. */
    SERVER_STARTING("a cluster whose standby is on its way to be something else");

    private final String words;

    ProbedSituation(String words) {
        this.words = words;
    }

    /** Returns the situation as text. */
    @Override
    public String toString() {
        return words;
    }
}
