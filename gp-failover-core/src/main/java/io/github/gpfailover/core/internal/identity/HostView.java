package io.github.gpfailover.core.internal.identity;

import io.github.gpfailover.cluster.HostName;
import java.util.Map;
import java.util.Set;

/**
 * One host's view of names. It exists because a name means what the hosts take it for, which may differ from what the controller does.
 *
 * @param host the host that was asked
 * @param own its own addresses, without those that every host has; empty if it did not report them
 * @param resolved the addresses that a name stands for there; empty for one that it does not know
 */
record HostView(HostName host, Set<String> own, Map<HostName, Set<String>> resolved) {

    private static final String LOOPBACK = "127.";

    HostView {
        own = Set.copyOf(own);
        resolved = Map.copyOf(resolved);
    }

    Set<String> of(HostName name) {
        return resolved.getOrDefault(name, Set.of());
    }

    /**
     * Whether a name stands for this host itself, by its own answer; many hosts keep their own name on a loopback address.
     */
    boolean isMe(HostName name) {
        Set<String> addresses = of(name);
        boolean loopback = !addresses.isEmpty() && addresses.stream().allMatch(HostView::loopback);
        return loopback || addresses.stream().anyMatch(own::contains);
    }

    /** Whether two names stand for one address here. */
    boolean joins(HostName a, HostName b) {
        Set<String> others = of(b);
        return of(a).stream().anyMatch(x -> !loopback(x) && others.contains(x));
    }

    private static boolean loopback(String address) {
        return address.startsWith(LOOPBACK) || address.equals("::1");
    }
}
