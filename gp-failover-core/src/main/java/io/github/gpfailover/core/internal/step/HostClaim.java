package io.github.gpfailover.core.internal.step;

/**
 * A run's claim of a host: while it holds there, the host begins commands of this run and of no other.
 *
 * @param directory the directory of the cluster's claims there
 * @param number the claim's number; the next one would end it
 * @param value what the claim says: realm, token and holder
 * @param quick whether a job can be started and awaited in one go there
 */
public record HostClaim(String directory, long number, String value, boolean quick) {

    /** Gives the cluster's key. */
    public String key() {
        return directory.substring(directory.lastIndexOf('/') + 1);
    }

    /** Gives the claim's place. */
    public String place() {
        return directory + '/' + number;
    }

    /** Gives the place of the claim that would follow. */
    public String next() {
        return directory + '/' + (number + 1);
    }
}
