package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.error.GpFailoverException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one question that answers at once: whom a standby follows, on a host that the last observation reached. It exists for a forecast
 * while nobody serves, when a question to a silent host would add seconds to the outage. Any other question is not asked, and fails.
 */
public final class QuickInspection {

    /** A question that was not asked. */
    private static final class NotAskedException extends GpFailoverException {
        private static final long serialVersionUID = 1L;

        NotAskedException(String question) {
            super("not asked while nobody serves: " + question, true, null);
        }
    }

    private static final Set<String> QUICK = Set.of("upstream");

    private QuickInspection() {}

    /** Gives the quick question of an inspection. */
    public static Inspection of(Inspection live, ClusterState seen) {
        Set<HostName> reached = seen.instances().stream()
                .filter(i -> !i.liveness().isUnknown())
                .map(InstanceState::location)
                .map(InstanceLocation::host)
                .collect(Collectors.toSet());
        return (Inspection) Proxy.newProxyInstance(
                Inspection.class.getClassLoader(), new Class<?>[] {Inspection.class}, (proxy, question, arguments) -> {
                    boolean quick = QUICK.contains(question.getName()) && reached.contains(host(arguments[0]));
                    if (!quick) {
                        throw new NotAskedException(question.getName());
                    }
                    try {
                        return question.invoke(live, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static HostName host(Object of) {
        return of instanceof InstanceLocation at ? at.host() : (HostName) of;
    }
}
