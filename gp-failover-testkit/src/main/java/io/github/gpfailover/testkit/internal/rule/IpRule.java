package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.HostFaults;
import io.github.gpfailover.testkit.internal.SimHost;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code ip [-o] route add|del unreachable ADDRESS[/32] [proto NUMBER]}, {@code ip [-o] route show ADDRESS/32}, {@code ip [-o] route show type
 * unreachable} and {@code ip -o -4 addr show scope global}: texts and exit statuses of iproute2 6.1, taken from the program in a
 * network namespace of its own. Without root it still shows, and exits 2 where it should change.
 */
final class IpRule implements Rule {

    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern ADDRESS = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");
    private static final int MILLIS = 20;

    @Override
    public void run(Call call) {
        List<String> words = call.words.subList(1, call.words.size());
        call.takes(MILLIS);
        if (words.equals(List.of("-o", "-4", "addr", "show", "scope", "global"))
                || words.equals(List.of("-4", "-o", "addr", "show", "scope", "global"))) {
            addresses(call);
            return;
        }
        List<String> route = !words.isEmpty() && words.get(0).equals("-o") ? words.subList(1, words.size()) : words;
        if (route.size() < 3 || !route.get(0).equals("route")) {
            throw call.unknown("only route and -o -4 addr show scope global are known");
        }
        String verb = route.get(1);
        boolean unreachable = route.get(2).equals("unreachable");
        if (route.equals(List.of("route", "show", "type", "unreachable"))) {
            show(call, "");
        } else if (verb.equals("show") && route.size() == 3 && route.get(2).endsWith("/32")) {
            show(call, address(call, route.get(2)));
        } else if ((verb.equals("add") || verb.equals("del")) && unreachable && route.size() == 4) {
            change(call, verb.equals("add"), address(call, route.get(3)), 0);
        } else if ((verb.equals("add") || verb.equals("del"))
                && unreachable
                && route.size() == 6
                && route.get(4).equals("proto")
                && route.get(5).matches("[1-9][0-9]{0,2}")) {
            change(call, verb.equals("add"), address(call, route.get(3)), Integer.parseInt(route.get(5)));
        } else {
            throw call.unknown("only add, del and show of unreachable routes to single addresses are known");
        }
    }

    private static String address(Call call, String prefix) {
        String address = prefix.endsWith("/32") ? prefix.substring(0, prefix.length() - 3) : prefix;
        if (ADDRESS.matcher(address).matches()) {
            return address;
        }
        if (prefix.indexOf('/') >= 0
                && ADDRESS.matcher(prefix.substring(0, prefix.indexOf('/'))).matches()) {
            throw call.unknown("only routes to single addresses are known");
        }
        call.err
                .append("Error: any valid prefix is expected rather than \"")
                .append(prefix)
                .append("\".\n");
        call.exit = 1;
        return null;
    }

    // A route is deleted by its origin only if that is given; an address has one route whatever its origin.
    private static void change(Call call, boolean add, String address, int origin) {
        if (address == null) {
            return;
        }
        HostFaults outages = new HostFaults(call.world);
        if (!call.root()) {
            refuse(call, "Operation not permitted");
        } else if (add && !outages.route(call.host, address)) {
            refuse(call, "File exists");
        } else if (add && origin > 0) {
            call.host.routeOrigin.put(address, origin);
        } else if (!add
                && ((origin > 0 && call.host.routeOrigin.getOrDefault(address, 0) != origin)
                        || !outages.unroute(call.host, address))) {
            refuse(call, "No such process");
        }
    }

    private static void refuse(Call call, String why) {
        call.err.append("RTNETLINK answers: ").append(why).append('\n');
        call.exit = 2;
    }

    // The blank at the end of a line is the program's.
    private static void show(Call call, String only) {
        if (only == null) {
            return;
        }
        call.host.unreachable.stream()
                .filter(a -> only.isEmpty() || a.equals(only))
                .sorted(Comparator.comparingLong(IpRule::number))
                .forEach(a -> call.out
                        .append("unreachable ")
                        .append(a)
                        .append(call.host.routeOrigin.containsKey(a) ? " proto " + call.host.routeOrigin.get(a) : "")
                        .append(" \n"));
    }

    private static long number(String address) {
        long number = 0;
        for (String part : address.split("\\.", -1)) {
            number = number * 256 + Integer.parseInt(part);
        }
        return number;
    }

    // The network that all simulated hosts are in is wide enough for the addresses that Layout gives.
    private static void addresses(Call call) {
        SimHost host = call.host;
        for (String address : host.addresses) {
            boolean first = address.equals(host.address);
            String broadcast = address.substring(0, address.indexOf('.', address.indexOf('.') + 1)) + ".255.255";
            call.out
                    .append(first ? "2: eth0    inet " : "3: eth1    inet ")
                    .append(address)
                    .append("/16 brd ")
                    .append(broadcast)
                    .append(" scope global ")
                    .append(first ? "eth0" : "eth1")
                    .append("\\       valid_lft forever preferred_lft forever\n");
        }
    }
}
