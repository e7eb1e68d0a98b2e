package io.github.gpfailover.testkit.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A server's {@code pg_hba.conf} in the model, and whom it lets in as a standby's receiver. Logins of other kinds are let in by the model whatever
 * the file says.
 */
public final class AccessRules {

    /** How a login for replication ends. */
    public enum Verdict {
        /** It is let in. */
        TRUSTED,
        /** A line turns it away. */
        REJECTED,
        /** No line is for it. */
        NO_ENTRY,
        /** A line is for it, and asks for something that the model's logins don't have. */
        OTHER_METHOD
    }

    private AccessRules() {}

    /**
     * Gives the file that gpinitsystem leaves for a master, its own addresses let in for replication: as seen on a Greenplum 6 in
     * publicly described installations; no recording has it.
     */
    static String initial(SimHost master) {
        StringBuilder text = new StringBuilder("local    all         gpadmin         ident\n"
                + "host     all         gpadmin         127.0.0.1/28    trust\n");
        master.addresses.forEach(a ->
                text.append("host     all         gpadmin         ").append(a).append("/32       trust\n"));
        text.append("local    replication gpadmin         ident\n"
                + "host     replication gpadmin         samehost       trust\n");
        master.addresses.forEach(a ->
                text.append("host     replication gpadmin         ").append(a).append("/32       trust\n"));
        return text.toString();
    }

    /** Gives the file after gpinitstandby has added its lines for a standby's host (dialects §8); those that are there are not repeated. */
    public static String withStandby(String text, SimHost standby) {
        List<String> lines = new ArrayList<>();
        standby.addresses.forEach(a -> lines.add("host\tall\tgpadmin\t" + a + "/32\ttrust"));
        lines.add("host\treplication\tgpadmin\tsamehost\ttrust");
        standby.addresses.forEach(a -> lines.add("host\treplication\tgpadmin\t" + a + "/32\ttrust"));
        lines.removeAll(text.lines().toList());
        return "# standby master host ip addresses\n" + String.join("\n", lines) + (lines.isEmpty() ? "" : "\n") + text;
    }

    /** Judges a login for replication that comes from an address over the network. */
    public static Verdict replication(String text, String user, String address, SimHost server) {
        for (String line : text.lines().toList()) {
            int comment = line.indexOf('#');
            String[] words =
                    (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
            if (words.length >= 5
                    && words[0].startsWith("host")
                    && !words[0].equals("hostssl")
                    && List.of(words[1].split(",", -1)).contains("replication")
                    && (words[2].equals("all")
                            || List.of(words[2].split(",", -1)).contains(user))
                    && covers(words[3], address, server)) {
                return switch (words[4]) {
                    case "trust" -> Verdict.TRUSTED;
                    case "reject" -> Verdict.REJECTED;
                    default -> Verdict.OTHER_METHOD;
                };
            }
        }
        return Verdict.NO_ENTRY;
    }

    private static boolean covers(String given, String address, SimHost server) {
        if (given.equals("all") || (given.equals("samehost") && server.addresses.contains(address))) {
            return true;
        }
        int slash = given.indexOf('/');
        if (slash < 0) {
            return false;
        }
        try {
            long network = ipv4(given.substring(0, slash));
            int bits = Integer.parseInt(given.substring(slash + 1));
            long own = ipv4(address);
            return network >= 0
                    && own >= 0
                    && bits >= 0
                    && bits <= 32
                    && network >>> (32 - bits) == own >>> (32 - bits);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static long ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        long number = 0;
        for (String part : parts) {
            number = number << 8 | Integer.parseInt(part);
        }
        return parts.length == 4 ? number : -1;
    }
}
