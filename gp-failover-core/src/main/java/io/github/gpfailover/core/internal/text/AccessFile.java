package io.github.gpfailover.core.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A server's {@code pg_hba.conf}, read as the server goes through it (hba.c of PostgreSQL 9.4 to 14): the first line that is for the login
 * counts, a {@code reject} too. It exists to foresee how the login of a standby's receiver ends on a server that does not run yet; the
 * answer to a login itself counts more.
 */
public final class AccessFile {

    /** How a login ends. */
    public enum Verdict {
        /** It is let in without being asked for anything. */
        ADMITTED,
        /** A line turns it away. */
        REJECTED,
        /** No line is for it. */
        NO_ENTRY,
        /** It can't be determined from the file alone. */
        UNKNOWN
    }

    /**
     * The verdict with its reason.
     *
     * @param verdict how the login ends
     * @param why the line that decides, or what can't be determined
     */
    public record Judgement(Verdict verdict, String why) {}

    /** Whether a line is for a login. */
    private enum Match {
        YES,
        NO,
        MAYBE
    }

    private static final Set<String> TYPES = Set.of("host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc");
    private static final Judgement NONE = new Judgement(Verdict.NO_ENTRY, "no line is for it");
    private static final int MOST_LINES = 10_000;

    private final String user;
    private final long address;
    private final List<String> networks;

    private AccessFile(String user, String address, List<String> networks) {
        this.user = user;
        this.address = ipv4(address);
        this.networks = networks;
    }

    /**
     * Judges a login for replication from an IPv4 address that is none of the server's own.
     *
     * @param text the file
     * @param user who logs in
     * @param address where from
     * @param networks the server's own addresses with their prefix lengths, such as {@code 10.0.0.11/24}; empty if they are not known
     */
    public static Judgement replication(String text, String user, String address, List<String> networks) {
        AccessFile file = new AccessFile(user, address, networks);
        if (file.address < 0) {
            return new Judgement(Verdict.UNKNOWN, "the login comes from " + address + ", which is no IPv4 address");
        }
        List<List<HbaTokens.Token>> lines = new ArrayList<>();
        for (List<HbaTokens.Token> line : HbaTokens.read(text)) {
            if (lines.size() == MOST_LINES) {
                return new Judgement(Verdict.UNKNOWN, "it has more than " + MOST_LINES + " lines");
            }
            lines.add(line);
        }
        Judgement plain = file.judge(lines, false);
        if (plain.verdict() == Verdict.ADMITTED) {
            return plain;
        }
        // The receiver tries with TLS first where the server has it, and without it then.
        Judgement encrypted = file.judge(lines, true);
        return encrypted.verdict() == Verdict.ADMITTED
                ? new Judgement(Verdict.UNKNOWN, "it depends on whether the server has TLS: " + encrypted.why())
                : plain;
    }

    private Judgement judge(List<List<HbaTokens.Token>> lines, boolean encrypted) {
        // From the last line to the first: where it can't be determined whether a line is for the login, both ends
        // count.
        Judgement then = NONE;
        for (int i = lines.size() - 1; i >= 0; i--) {
            List<HbaTokens.Token> line = lines.get(i);
            Match match = match(line, encrypted);
            if (match != Match.NO) {
                Judgement end = end(line);
                boolean same = match == Match.YES || end.verdict() == then.verdict();
                then = same
                        ? end
                        : new Judgement(Verdict.UNKNOWN, "whether this line is for it can't be told: " + shown(line));
            }
        }
        return then;
    }

    private static Judgement end(List<HbaTokens.Token> line) {
        String method = method(line);
        return switch (method) {
            case "trust" -> new Judgement(Verdict.ADMITTED, shown(line));
            case "reject" -> new Judgement(Verdict.REJECTED, shown(line));
            default -> new Judgement(Verdict.UNKNOWN, "it is asked for more: " + shown(line));
        };
    }

    private static String method(List<HbaTokens.Token> line) {
        int at = masked(line) ? 5 : 4;
        return line.size() > at ? line.get(at).text() : "";
    }

    /** Says whether the mask has a column of its own. */
    private static boolean masked(List<HbaTokens.Token> line) {
        return line.size() > 5
                && ipv4(line.get(3).text()) >= 0
                && ipv4(line.get(4).text()) >= 0;
    }

    private Match match(List<HbaTokens.Token> line, boolean encrypted) {
        String type = line.get(0).text();
        if (type.startsWith("include") || type.startsWith("@")) {
            // Since PostgreSQL 16.
            return Match.MAYBE;
        }
        boolean other = type.equals(encrypted ? "hostnossl" : "hostssl") || type.equals("hostgssenc");
        if (!TYPES.contains(type) || other || line.size() < 5) {
            return Match.NO;
        }
        return least(database(line.get(1)), least(user(line.get(2)), address(line)));
    }

    private static Match least(Match one, Match other) {
        if (one == Match.NO || other == Match.NO) {
            return Match.NO;
        }
        return one == Match.MAYBE || other == Match.MAYBE ? Match.MAYBE : Match.YES;
    }

    private static Match most(Match one, Match other) {
        if (one == Match.YES || other == Match.YES) {
            return Match.YES;
        }
        return one == Match.MAYBE || other == Match.MAYBE ? Match.MAYBE : Match.NO;
    }

    /** {@code all} is not for replication, and a database of that name is one when its name is quoted. */
    private static Match database(HbaTokens.Token list) {
        Match match = Match.NO;
        for (HbaTokens.Token word : list.words()) {
            boolean keyword = word.text().equals("replication") && !word.quoted();
            match = most(match, keyword ? Match.YES : word.file() ? Match.MAYBE : Match.NO);
        }
        return match;
    }

    private Match user(HbaTokens.Token list) {
        Match match = Match.NO;
        for (HbaTokens.Token word : list.words()) {
            boolean one = word.text().equals(user) || (word.text().equals("all") && !word.quoted());
            // Who is a member of a role only the catalog knows.
            boolean perhaps = word.file() || (word.text().startsWith("+") && !word.quoted());
            match = most(match, one ? Match.YES : perhaps ? Match.MAYBE : Match.NO);
        }
        return match;
    }

    private Match address(List<HbaTokens.Token> line) {
        HbaTokens.Token given = line.get(3);
        String text = given.text();
        if (!given.quoted() && text.equals("all")) {
            return Match.YES;
        }
        if (!given.quoted() && text.equals("samehost")) {
            return Match.NO;
        }
        if (!given.quoted() && text.equals("samenet")) {
            boolean within = networks.stream().anyMatch(n -> covers(n) == Match.YES);
            return within ? Match.YES : networks.isEmpty() ? Match.MAYBE : Match.NO;
        }
        if (masked(line)) {
            long mask = ipv4(line.get(4).text());
            return ((ipv4(text) ^ address) & mask) == 0 ? Match.YES : Match.NO;
        }
        return covers(text);
    }

    /**
     * An address with a prefix; one of IPv6 covers none of IPv4, and who has a host's name only a name service knows.
     */
    private Match covers(String given) {
        int slash = given.indexOf('/');
        long network = ipv4(slash < 0 ? given : given.substring(0, slash));
        if (network < 0) {
            boolean name =
                    given.indexOf(':') < 0 && given.toLowerCase(Locale.ROOT).matches(".*[a-z].*");
            return name ? Match.MAYBE : Match.NO;
        }
        int bits = slash < 0 ? -1 : number(given, slash + 1, given.length(), 32);
        return bits >= 0 && network >>> (32 - bits) == address >>> (32 - bits) ? Match.YES : Match.NO;
    }

    private static String shown(List<HbaTokens.Token> line) {
        StringBuilder text = new StringBuilder();
        // Options behind the method may hold a secret, as ldapbindpasswd does.
        int most = Math.min(line.size(), masked(line) ? 6 : 5);
        for (HbaTokens.Token token : line.subList(0, most)) {
            text.append(text.length() == 0 ? "" : " ").append(token.text());
        }
        return UnexpectedLine.quote(text.toString(), 0, text.length());
    }

    private static long ipv4(String text) {
        long address = 0;
        int from = 0;
        for (int part = 0; part < 4; part++) {
            int dot = part < 3 ? text.indexOf('.', from) : text.length();
            int number = dot < 0 ? -1 : number(text, from, dot, 255);
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
