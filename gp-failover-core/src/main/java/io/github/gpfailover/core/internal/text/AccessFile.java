package io.github.gpfailover.core.internal.text;

import java.util.List;
import java.util.StringTokenizer;

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
        TextLines lines = new TextLines(text);
        while (lines.next()) {
            int comment = lines.indexOf('#');
            int end = comment < 0 ? lines.end() : comment;
            StringTokenizer columns = new StringTokenizer(text.substring(lines.start(), end));
            if (columns.countTokens() >= COLUMNS
                    && TYPES.contains(columns.nextToken())
                    && names(columns.nextToken(), "replication")
                    && names(columns.nextToken(), "all", user)
                    && covers(columns.nextToken(), address)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(String list, String... names) {
        StringTokenizer words = new StringTokenizer(list, ",");
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            for (String name : names) {
                if (word.equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean covers(String given, String address) {
        if (given.equals("all")) {
            return true;
        }
        int slash = given.indexOf('/');
        long network = slash < 0 ? -1 : ipv4(given, slash);
        long asked = ipv4(address, address.length());
        int bits = slash < 0 ? -1 : number(given, slash + 1, given.length(), 32);
        return network >= 0 && asked >= 0 && bits >= 0 && network >>> (32 - bits) == asked >>> (32 - bits);
    }

    private static long ipv4(String text, int end) {
        long address = 0;
        int from = 0;
        for (int part = 0; part < 4; part++) {
            int dot = part < 3 ? text.indexOf('.', from) : end;
            int number = dot < 0 || dot > end ? -1 : number(text, from, dot, 255);
            if (number < 0) {
                return -1;
            }
            address = address << 8 | number;
            from = dot + 1;
        }
        return address;
    }

    /** A number of one to three digits; -1 if there is none, or it is too large. */
    private static int number(String text, int from, int to, int most) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || to - from > 3) {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return to > from && number <= most ? number : -1;
    }
}
