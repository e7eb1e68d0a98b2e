package io.github.gpfailover.testkit.internal;

/**
 * A process of somebody else's server on a host.
 *
 * @param user who runs it, as ps prints it
 * @param pid its number
 * @param parent its parent's number
 * @param command its command or title
 * @param directory the directory that it works in
 * @param port the port that is noted in that directory; 0 for none
 */
public record Neighbour(String user, int pid, int parent, String command, String directory, int port) {

    /** Says whether the cluster's user may see where it works. */
    public boolean ofTheClustersUser() {
        return user.equals("gpadmin");
    }

    /** Gives what it has in its postmaster.pid; null if there is none. */
    public String note() {
        return port == 0 ? null : pid + "\n" + directory + "\n1785478859\n" + port + "\n/tmp\n*\n";
    }
}
