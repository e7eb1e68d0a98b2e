package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.forecast.Forecast;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.inspect.StandbyDetailsOf;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.step.Actions;
import io.github.gpfailover.core.internal.step.Deed;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.Judgement;
import io.github.gpfailover.core.internal.step.Objections;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.AwaitSync;
import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The handler of {@code awaitSync()}. It exists to prove that the standby is in sync now, since each single source has lied (a0): the master's row,
 * the standby's own answer, positions that move, both processes, and gpstate.
 */
final class AwaitSyncHandler implements StepHandler<AwaitSync> {

    /** What is older does not show that the stream lives now; a standby reports at least every 10 s (dialects §13). */
    private static final Duration RECENT = Duration.ofSeconds(10);

    /** What the walwriter sleeps between two flushes, and a little more. */
    private static final Duration WALWRITER = Duration.ofMillis(220);

    /** How long an act waits for gpstate; one that takes longer is asked again when nothing else is left to be asked. */
    private static final Duration GPSTATE = Duration.ofSeconds(5);

    @Override
    public boolean onlyLooks() {
        return true;
    }

    @Override
    public Outcome whenRefused() {
        return Outcome.FAILED;
    }

    @Override
    public Ruling decide(AwaitSync step, StepContext now) throws InterruptedException {
        return ruling(step, now);
    }

    private static Ruling ruling(AwaitSync step, StepContext now) throws InterruptedException {
        Optional<Ruling> against = byObservation(step, now);
        // gpstate is asked last: with the standby's host off it takes 38 s (recording a0).
        return against.isPresent()
                ? against.get()
                : inStep(now, now.inspection().ask(new StandbyDetailsOf(Guards.master(now))));
    }

    /** What an observation alone decides; empty if only gpstate is left to be asked. */
    private static Optional<Ruling> byObservation(AwaitSync step, StepContext now) throws InterruptedException {
        Objections refusal = Guards.needMaster(now);
        if (refusal.any()) {
            return Optional.of(refusal.refusal());
        }
        if (now.state().standby().isEmpty()) {
            return Optional.of(Ruling.refused(
                    ReasonCode.NO_STANDBY, "the catalog names no standby to wait for; write .addStandby(host) before"));
        }
        Objections notInStep = notInStep(step, now);
        if (notInStep.any()) {
            for (String why : StreamDiagnosis.whyNoStream(now)) {
                notInStep = notInStep.with(ReasonCode.STREAM_DIAGNOSIS, why);
            }
            return Optional.of(notInStep.refusal());
        }
        Freshness freshness = now.state().replication().orElseThrow().freshness();
        if (!recent(freshness.answered()) || !recent(freshness.moved())) {
            return Optional.of(Ruling.ready(
                    "write a record into the master's log, since nothing shows that the stream lives: " + freshness,
                    new Heartbeat(step, now)));
        }
        return Optional.empty();
    }

    /** A standby that runs comes into step by itself. */
    @Override
    public Optional<Deed> waitsBy(AwaitSync step, StepContext now, Ruling.Refused refusal) {
        return now.state()
                .standbyInstance()
                .filter(s -> refusal.mayPass() && s.role() == InstanceRole.STANDBY)
                .map(s -> new Heartbeat(step, now));
    }

    /** The reasons against it, asked of the sources that cost little. */
    private static Objections notInStep(AwaitSync step, StepContext now) {
        CatalogRow standby = now.state().standby().orElseThrow();
        InstanceState master = now.state().master().orElseThrow();
        Optional<ReplicationState> stream = now.state().replication();
        Optional<InstanceState> server = now.state().standbyInstance();
        List<Reason> reasons = new ArrayList<>();
        if (stream.filter(ReplicationState::inSync).isEmpty()) {
            reasons.add(Reason.of(
                    ReasonCode.STANDBY_NOT_IN_SYNC,
                    "the master calls the stream "
                            + stream.map(ReplicationState::toString).orElse("absent")));
        } else if (stream.get().lagBytes().isEmpty() || stream.get().lagBytes().getAsLong() > step.mostLagBytes()) {
            reasons.add(Reason.of(
                    ReasonCode.LAG_TOO_LONG,
                    "the standby is further behind than " + step.mostLagBytes() + " bytes: " + stream.get()));
        }
        if (!master.has(ServerProcess.Kind.WAL_SENDER)) {
            reasons.add(Reason.of(ReasonCode.NO_WAL_SENDER, master.location().host() + " has no wal sender process"));
        }
        if (server.filter(s -> s.has(ServerProcess.Kind.WAL_RECEIVER)).isEmpty()) {
            reasons.add(Reason.of(
                    ReasonCode.NO_WAL_RECEIVER,
                    standby.location().host() + " shows no wal receiver process"
                            + server.map(s -> ": " + s.liveness().because()).orElse("")));
        }
        return new Objections(reasons, true);
    }

    private static boolean recent(Optional<Duration> age) {
        return age.filter(a -> a.compareTo(RECENT) <= 0).isPresent();
    }

    private static Ruling inStep(StepContext now, StandbyDetails details) {
        InstanceState master = now.state().master().orElseThrow();
        HostName host = now.state().standby().orElseThrow().location().host();
        ReplicationState stream = now.state().replication().orElseThrow();
        boolean undetermined = details.status()
                .filter(x -> x == StandbyDetails.Status.UNDETERMINED)
                .isPresent();
        boolean passive =
                details.status().filter(x -> x == StandbyDetails.Status.PASSIVE).isPresent();
        Findings found = Findings.none();
        if (undetermined) {
            // Its ssh failed. That the standby answers, and takes what is written, was asked without it.
            found = Findings.warning("gpstate -f on " + master.location().host()
                    + " could not learn the standby's status: its own ssh to " + host
                    + " fails, or a start-up file of the login disturbs it; checkEnvironment() names what the"
                    + " logins there print and set");
        } else if (!passive) {
            return Ruling.notYet(
                    ReasonCode.GPSTATE_DISAGREES,
                    "gpstate -f does not call the standby passive: "
                            + details.status().map(Enum::name).orElse("none configured"));
        }
        found = found.and(
                now.proof(Evidence.Kind.CATALOG, master.location().host(), stream.source(), stream.toString()));
        found = found.and(now.proof(
                Evidence.Kind.LOGIN,
                host,
                "the standby's own answer, and the rows of two observations",
                stream.freshness().toString()));
        found = found.and(now.proof(
                Evidence.Kind.PROCESS_TABLE,
                master.location().host(),
                "ps -ef on " + master.location().host(),
                "a wal sender runs"));
        found = found.and(now.proof(Evidence.Kind.PROCESS_TABLE, host, "ps -ef on " + host, "a wal receiver runs"));
        if (passive) {
            found = found.and(now.proof(
                    Evidence.Kind.UTILITY,
                    host,
                    "gpstate -f on " + master.location().host(),
                    "Standby host passive"));
        }
        return Ruling.satisfied("the standby on " + host + " is in sync: " + stream)
                .noting(found);
    }

    /** A record of our own in the master's log, whose arrival at the standby can be followed. */
    private static final class Heartbeat implements Deed {

        private final AwaitSync step;
        private final StepContext now;
        /** What gpstate reported during the act; empty if it reported nothing in time. */
        private volatile Optional<StandbyDetails> told = Optional.empty();

        Heartbeat(AwaitSync step, StepContext now) {
            this.step = step;
            this.now = now;
        }

        @Override
        public List<HostCommand> commands() {
            InstanceLocation master = Guards.master(now);
            return List.of(new HostCommand(master.host(), now.dialect().heartbeat(master)));
        }

        @Override
        public void act(Actions actions) throws InterruptedException {
            InstanceLocation master = Guards.master(now);
            List<Sleeper.Task<Boolean>> both = List.of(
                    () -> {
                        actions.run(commands().get(0));
                        // It waits for no flush of its own: the walwriter's next one brings it to the disk, and to the
                        // standby.
                        actions.pause(WALWRITER);
                        return true;
                    },
                    // gpstate takes longer than all the rest (1.1 s by itself on a real cluster of two cores).
                    () -> ask(master));
            now.sleeper().together(both, GPSTATE);
        }

        private boolean ask(InstanceLocation master) throws InterruptedException {
            try {
                told = Optional.of(now.inspection().ask(new StandbyDetailsOf(master)));
            } catch (GpFailoverException e) {
                // Asked again when nothing else is left to be asked.
                return false;
            }
            return true;
        }

        @Override
        public Judgement verify(StepContext after) throws InterruptedException {
            Ruling then = judged(after);
            if (then instanceof Ruling.Satisfied s) {
                return Judgement.holds(s.reason(), List.of()).noting(s.findings());
            }
            if (then instanceof Ruling.Refused r) {
                return Judgement.doesNotHold(String.join("; ", r.why().texts())).noting(r.findings());
            }
            ReplicationState stream = after.state().replication().orElseThrow();
            InstanceState standby = after.state().standbyInstance().orElseThrow();
            return Judgement.doesNotHold("a record was written on the master, and the standby on "
                    + standby.location().host() + " was not seen to take it: the master calls the stream " + stream
                    + ", sent " + words(stream.sent()) + ", the standby has received " + words(standby.received())
                    + "; "
                    + stream.freshness());
        }

        /** What gpstate reported during the act is as new as the record that is followed to the standby. */
        private Ruling judged(StepContext after) throws InterruptedException {
            Optional<StandbyDetails> during = told;
            if (during.isEmpty()) {
                return ruling(step, after);
            }
            Optional<Ruling> against = byObservation(step, after);
            return against.isPresent() ? against.get() : inStep(after, during.get());
        }

        @Override
        public void expect(Forecast forecast, ExecutionNotes notes) {
            forecast.inSync();
        }
    }

    private static String words(Optional<Lsn> position) {
        return position.map(Lsn::toString).orElse("a position that was not told");
    }

    @Override
    public List<String> mayRefuse(AwaitSync step) {
        return List.of(
                "the standby does not come into step within " + step.options().deadline());
    }
}
