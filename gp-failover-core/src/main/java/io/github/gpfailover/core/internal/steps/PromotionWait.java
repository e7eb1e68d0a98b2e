package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.inspect.RefusalOf;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import java.time.Duration;
import java.util.Optional;

/**
 * The wait for the end of a promotion, by observation. It exists to report at once what waiting would not change: a server that reports
 * recovery is waited for; one that rejects all logins, has another port or has ended is not.
 */
final class PromotionWait {

    private static final Duration POLL = Duration.ofMillis(50);
    /** One observation may fall between two states. */
    private static final int SURE = 3;

    private PromotionWait() {}

    /** Waits until the server takes a session as a master. Gives why it was given up; empty if it serves. */
    static Optional<String> until(InstanceLocation promoted, StepContext now, Actions actions, Duration most)
            throws InterruptedException {
        Duration until = actions.left().minus(most);
        String before = "";
        int same = 0;
        while (!actions.left().isNegative() && actions.left().compareTo(until) > 0) {
            InstanceState server = now.observeOnly(promoted);
            if (server.role() == InstanceRole.MASTER) {
                return Optional.empty();
            }
            Optional<String> hopeless = hopeless(server, now);
            same = hopeless.filter(before::equals).isPresent() ? same + 1 : 1;
            before = hopeless.orElse("");
            if (hopeless.isPresent() && same >= SURE) {
                return hopeless;
            }
            actions.pause(POLL);
        }
        return Optional.of(promoted + " took no session within " + most.toSeconds() + " s of its promotion");
    }

    /** Why waiting for a server changes nothing; empty if it may. */
    static Optional<String> hopeless(InstanceState server, StepContext now) throws InterruptedException {
        InstanceLocation at = server.location();
        if (server.liveness().isStopped()) {
            return Optional.of("no process of " + at + " is left: it ended during its promotion; read its log");
        }
        if (server.role() != InstanceRole.UNKNOWN || !server.has(ServerProcess.Kind.POSTMASTER)) {
            return Optional.empty();
        }
        Optional<LoginRefusal> said = now.inspection().ask(new RefusalOf(at));
        if (said.isEmpty()) {
            return Optional.empty();
        }
        if (said.get().letsNobodyIn()) {
            return Optional.of(at + " runs, but lets nobody in who asks as "
                    + now.cluster().adminUser() + " for database "
                    + now.cluster().database() + ": " + said.get().message()
                    + "; whether it was promoted can't be seen until that is mended (pg_hba.conf, user, database)");
        }
        if (said.get().kind() == LoginRefusal.Kind.NO_SERVER) {
            return Optional.of("a postmaster of " + at + " runs, but nothing listens at port " + at.port() + ": "
                    + said.get().message() + "; compare the port of the specification with that of the server");
        }
        return Optional.empty();
    }
}
