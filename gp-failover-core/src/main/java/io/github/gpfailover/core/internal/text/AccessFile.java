package io.github.gpfailover.core.internal.text;

import java.util.Arrays;
import java.util.List;

/**
 * Exists to foresee whether a {@code pg_hba.conf} has an entry for a standby's receiver, as the server goes through it: the first line
 * that is for the login counts. What a login itself told counts more; this is for what does not run yet.
 */
public final class AccessFile {

    private static final List<String> TYPES = List.of("host", "hostnossl");
    private static final int COLUMNS = 5;

    private AccessFile() {}

    /**
     * Tells whether a login of a user from an IPv4 address, which is none of the server's own, finds an entry for replication. A name
     * instead of an address, and a mask in a column of its own, are not understood, and no entry; nor is one for encrypted logins only.
     */
    public static boolean hasReplicationEntry(String text, String user, String address) {
        return text.lines()
                .map(l -> l.indexOf('#') < 0 ? l : l.substring(0, l.indexOf('#')))
                .map(l -> l.strip().split("\\s+"))
                .filter(c -> c.length >= COLUMNS && TYPES.contains(c[0]))
                .filter(c -> names(c[1], "replication"))
                .filter(c -> names(c[2], "all") || names(c[2], user))
                .anyMatch(c -> covers(c[3], address));
    }

    private static boolean names(String list, String name) {
        return Arrays.asList(list.split(",")).contains(name);
    }

    private static boolean covers(String given, String address) {
        if (given.equals("all")) {
            return true;
        }
        int slash = given.indexOf('/');
        long network = slash < 0 ? -1 : ipv4(given.substring(0, slash));
        long asked = ipv4(address);
        if (network < 0 || asked < 0 || !given.substring(slash + 1).matches("[0-9]{1,2}")) {
            return false;
        }
        int bits = Integer.parseInt(given.substring(slash + 1));
        return bits <= 32 && network >>> (32 - bits) == asked >>> (32 - bits);
    }

    private static long ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        long number = 0;
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                return -1;
            }
            number = number << 8 | Integer.parseInt(part);
        }
        return parts.length == 4 ? number : -1;
    }
}
