package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A write through a table of the session's own on every segment, and its reading back. The answer is what prevents it, empty if nothing
 * does.
 */
public record DispatchFaultsOf(InstanceLocation master, List<CatalogRow> primaries) implements Question<List<String>> {

    private static final Duration DISPATCH = Duration.ofSeconds(15);
    private static final int ROWS_A_SEGMENT = 100;
    private static final int FEWEST_ROWS = 1000;

    @Override
    public List<String> ask(LiveInspection hosts) throws InterruptedException {
        String error;
        try {
            int rows = Math.max(FEWEST_ROWS, primaries.size() * ROWS_A_SEGMENT);
            CommandResult write = hosts.run(master.host(), hosts.dialect().dispatchedWrite(master, rows, DISPATCH));
            if (write.exitedZero()) {
                return ReadBack.faults(write.stdout(), rows, primaries);
            }
            error = "the test write ended with " + write.exitText() + ": " + write.lastLine();
        } catch (TransportException e) {
            error = "the test write did not end: " + e.getMessage();
        }
        List<String> faults = new ArrayList<>();
        // One question a host: what can't reach one of its segments reaches none, and each unanswered question takes
        // seconds.
        Set<HostName> silent = new HashSet<>();
        for (CatalogRow primary : primaries) {
            HostName host = primary.location().host();
            if (silent.contains(host)) {
                faults.add(primary + " is on " + host + ", which does not answer " + master.host());
            } else {
                reachFault(hosts, primary, silent).ifPresent(faults::add);
            }
        }
        faults.add(error);
        return faults;
    }

    private Optional<String> reachFault(LiveInspection hosts, CatalogRow primary, Set<HostName> silent)
            throws InterruptedException {
        try {
            CommandResult answer = hosts.run(
                    master.host(),
                    hosts.dialect()
                            .reachSegment(
                                    master,
                                    primary.location().host(),
                                    primary.location().port()));
            return answer.exitedZero() || refusesOnlyTheUser(answer)
                    ? Optional.empty()
                    : Optional.of(primary + " does not answer " + master.host() + ": " + answer.lastLine());
        } catch (TransportException e) {
            if (e.reason() == TransportException.Reason.TIMEOUT) {
                silent.add(primary.location().host());
            }
            return Optional.of(primary + " does not answer " + master.host() + " (" + e.reason() + ")");
        }
    }

    /**
     * A segment need not let the new master's host log in (its {@code pg_hba.conf} may not name it, and dispatch doesn't ask that
     * file): a server that says no to the user is there all the same.
     */
    private static boolean refusesOnlyTheUser(CommandResult answer) {
        return LoginRefusal.answered(answer.stderr())
                && LoginRefusal.parse(answer.stderr()).kind() == LoginRefusal.Kind.OTHER;
    }
}
