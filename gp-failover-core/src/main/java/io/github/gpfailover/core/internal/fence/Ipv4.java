package io.github.gpfailover.core.internal.fence;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of IPv4 addresses in the output of {@code ip} and {@code getent}. It exists so that nothing else passes for an address that a
 * route is set for.
 */
public final class Ipv4 {

    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String ADDRESS = BYTE + "(?:\\." + BYTE + "){3}";
    private static final Pattern WHOLE = Pattern.compile(ADDRESS);
    private static final Pattern INTERFACE = Pattern.compile(" inet (" + ADDRESS + ")(?:/[0-9]+| peer )");
    private static final Pattern ROUTE =
            Pattern.compile("unreachable (" + ADDRESS + ")(?:/32)?(?: .*?)??(?: proto ([a-z0-9]+))?(?: .*)?");

    private Ipv4() {}

    /** Says whether a text is one address. */
    public static boolean is(String text) {
        return WHOLE.matcher(text).matches();
    }

    /** Says whether an address is of the host that it is used on. */
    public static boolean isLoopback(String address) {
        return address.startsWith("127.");
    }

    /** Reads {@code ip -o -4 addr show scope global}. */
    static Set<String> ofInterfaces(String stdout) {
        Set<String> all = new LinkedHashSet<>();
        stdout.lines().forEach(line -> {
            Matcher m = INTERFACE.matcher(line);
            if (m.find()) {
                all.add(m.group(1));
            }
        });
        return all;
    }

    /** Reads {@code getent ahostsv4 NAME}: the address is the first word of each line. */
    static Set<String> ofName(String stdout) {
        Set<String> all = new LinkedHashSet<>();
        for (String line : stdout.lines().toList()) {
            String first = line.strip().split("\\s", 2)[0];
            if (is(first)) {
                all.add(first);
            }
        }
        return all;
    }

    /** Reads a line of {@code ip -o route show type unreachable}; null if it is no route to a single address. */
    static Route route(String line) {
        Matcher m = ROUTE.matcher(line.strip());
        return m.matches() ? new Route(m.group(1), m.group(2) == null ? "" : m.group(2)) : null;
    }

    /** One unreachable route, and who set it by the name or number of {@code proto}; empty where none is printed. */
    record Route(String address, String origin) {}
}
