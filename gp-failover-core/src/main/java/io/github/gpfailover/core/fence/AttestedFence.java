package io.github.gpfailover.core.fence;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Fence;
import io.github.gpfailover.spi.FenceContext;
import io.github.gpfailover.spi.FenceProof;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A person states that the old master's host is off.
 *
 * <p>It exists for what no command can prove: a host without power answers nobody. The statement is kept in the report with who said it,
 * when and why. It is refused as soon as the host shows a sign of life, to the engine or to another host of the cluster: what is observed
 * outweighs what is stated. It holds for
 * one host only, and for an hour: what was true of a host then need not be true later. Changes nothing. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class AttestedFence implements Fence {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration OLDEST = Duration.ofHours(1);
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final HostName host;
    private final String who;
    private final String why;
    private final Instant when;

    private AttestedFence(HostName host, String who, String why, Instant when) {
        this.host = host;
        this.who = who;
        this.why = why;
        this.when = when;
    }

    /**
     * Makes the fence from a statement.
     *
     * @param host the host that is stated to be off
     * @param who who states it
     * @param why how that person knows
     * @param when when it was stated
     * @return the fence
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if host, name or reason is not valid
     */
    public static AttestedFence hostIsOff(String host, String who, String why, Instant when) {
        return new AttestedFence(
                HostName.of(host),
                Checks.sentence(who, "who"),
                Checks.sentence(why, "why"),
                Checks.notNull(when, "when"));
    }

    @Override
    public String name() {
        return "AttestedFence";
    }

    @Override
    public List<String> describe(FenceContext context) {
        return List.of("nothing is run: " + statement());
    }

    @Override
    public boolean actsOutside() {
        return false;
    }

    @Override
    public FenceProof fence(FenceContext context) throws InterruptedException {
        return verify(context);
    }

    @Override
    public FenceProof verify(FenceContext context) throws InterruptedException {
        if (!context.oldMaster().host().equals(host)) {
            return FenceProof.missing(
                    "the statement is about " + host + ", but the old master is on "
                            + context.oldMaster().host(),
                    List.of());
        }
        Duration age = Duration.between(when, context.now());
        if (age.compareTo(OLDEST) > 0 || age.compareTo(CLOCKS_DIFFER.negated()) < 0) {
            return FenceProof.missing(
                    statement() + ", which is no statement of the last hour (it is " + context.now()
                            + " now); look again and state it anew",
                    List.of());
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        // An observation of this very moment need not be repeated: with the host off each takes seconds, and nobody
        // serves
        // meanwhile.
        Duration seen = Duration.between(context.state().observedAt(), context.now());
        boolean fresh = !seen.isNegative() && seen.compareTo(FRESH) < 0;
        Optional<String> life = SignOfLife.of(fresh ? context.state() : context.observe(), host);
        if (life.isPresent()) {
            return FenceProof.missing(statement() + ", but the host answers: " + life.get(), List.of());
        }
        return FenceProof.holds(
                statement(), List.of(new Evidence(Evidence.Kind.ATTESTATION, host, who, statement(), when)));
    }

    private String statement() {
        return who + " stated at " + when + " that " + host + " is off: " + why;
    }
}
