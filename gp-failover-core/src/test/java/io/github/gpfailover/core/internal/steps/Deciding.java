package io.github.gpfailover.core.internal.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.Freshness;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.Question;
import io.github.gpfailover.core.internal.known.ExecutionNotes;
import io.github.gpfailover.core.internal.known.LastKnown;
import io.github.gpfailover.core.internal.known.Observations;
import io.github.gpfailover.core.internal.step.Findings;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.step.StepHandler;
import io.github.gpfailover.core.internal.step.Traffic;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A step that decides without a cluster: the observation and the answers of hosts are given as values. A question without an answer, and
 * any command, fail the test: so a test also says what a decision does not ask.
 */
final class Deciding {

    static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    static final InstanceLocation SEGMENT = InstanceLocation.of("sdw1", 6000, "/data/primary/gpseg0");

    private static final Instant AT = Instant.parse("2026-11-30T21:00:00Z");
    private static final ClusterSpec CLUSTER = ClusterSpec.builder("prod")
            .master("mdw", 5432, "/data/master/gpseg-1")
            .standby("smdw", 5432, "/data/master/gpseg-1")
            .build();

    private final List<InstanceState> instances = new ArrayList<>();
    private final List<CatalogRow> catalog = new ArrayList<>();
    private final Map<Question<?>, Object> answers = new HashMap<>();
    private final List<PlanStep> following = new ArrayList<>();
    private final ExecutionNotes notes = ExecutionNotes.unwritten(new LastKnown());
    private Optional<ReplicationState> stream = Optional.empty();
    private List<String> conflicts = List.of();

    /** Master and standby serve in sync, and one segment is there. */
    static Deciding healthy() {
        return new Deciding()
                .server(MDW, InstanceRole.MASTER).server(SMDW, InstanceRole.STANDBY).rows().stream(
                        Duration.ofSeconds(1));
    }

    /** A server runs, in a role. */
    Deciding server(InstanceLocation at, InstanceRole role) {
        return server(at, role, Liveness.running(List.of()));
    }

    /** A server is proved stopped. */
    Deciding stopped(InstanceLocation at) {
        Evidence none = new Evidence(
                Evidence.Kind.PROCESS_TABLE, at.host(), "ps -ef", "no process of " + at.dataDirectory(), AT);
        return server(at, InstanceRole.DOWN, Liveness.stopped(List.of(none)));
    }

    /** A server that no source sees. */
    Deciding unseen(InstanceLocation at) {
        return server(at, InstanceRole.UNKNOWN, Liveness.unknown(List.of()));
    }

    private Deciding server(InstanceLocation at, InstanceRole role, Liveness liveness) {
        instances.removeIf(i -> i.location().equals(at));
        List<ServerProcess> processes = new ArrayList<>();
        if (role == InstanceRole.MASTER || role == InstanceRole.STANDBY) {
            processes.add(new ServerProcess(100, 1, ServerProcess.Kind.POSTMASTER, "postgres -D " + at));
            processes.add(new ServerProcess(
                    101,
                    100,
                    role == InstanceRole.MASTER ? ServerProcess.Kind.WAL_SENDER : ServerProcess.Kind.WAL_RECEIVER,
                    "wal process"));
        }
        instances.add(InstanceState.builder(at)
                .role(role)
                .liveness(liveness)
                .processes(processes)
                .build());
        return this;
    }

    /** The catalog names master, standby and a segment. */
    Deciding rows() {
        catalog.add(row(MDW, CatalogRow.Role.PRIMARY, -1, 1));
        catalog.add(row(SMDW, CatalogRow.Role.MIRROR, -1, 10));
        catalog.add(row(SEGMENT, CatalogRow.Role.PRIMARY, 0, 2));
        return this;
    }

    private static CatalogRow row(InstanceLocation at, CatalogRow.Role role, int content, int dbid) {
        return CatalogRow.builder(at, role)
                .dbid(dbid)
                .content(content)
                .preferredRole(role)
                .synchronised(true)
                .up(true)
                .address(at.host().value())
                .build();
    }

    Deciding withoutStandbyRow() {
        catalog.removeIf(r -> r.location().equals(SMDW));
        return this;
    }

    /** The stream runs in sync, and was shown to live so long ago. */
    Deciding stream(Duration age) {
        Optional<Lsn> all = Optional.of(Lsn.parse("0/3000060"));
        stream = Optional.of(ReplicationState.builder("pg_stat_replication on mdw", AT)
                .state("streaming")
                .syncState("sync")
                .sent(all)
                .write(all)
                .flush(all)
                .replay(all)
                .masterPosition(all)
                .freshness(new Freshness(Optional.of(age), Optional.of(age)))
                .build());
        return this;
    }

    Deciding conflict(String conflict) {
        conflicts = List.of(conflict);
        return this;
    }

    /** The plan's steps after this one. */
    Deciding before(PlanStep... steps) {
        following.addAll(List.of(steps));
        return this;
    }

    <A> Deciding answer(Question<A> question, A answer) {
        answers.put(question, answer);
        return this;
    }

    ExecutionNotes notes() {
        return notes;
    }

    <S extends PlanStep> Ruling decide(StepHandler<S> handler, S step) {
        try {
            StepContext now = context(step);
            Ruling ruling = handler.decide(step, now);
            // A decision leaves nothing behind in what it is given: made again, it is the same and finds the same.
            Ruling again = handler.decide(step, now);
            assertThat(again.decision()).isEqualTo(ruling.decision());
            assertThat(again.findings()).isEqualTo(ruling.findings());
            return ruling;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Decides, and gives what was found on the way. */
    <S extends PlanStep> Findings findings(StepHandler<S> handler, S step) {
        return decide(handler, step).findings();
    }

    /** Decides, and gives the codes of the refusal, the most important first. */
    <S extends PlanStep> List<ReasonCode> refusal(StepHandler<S> handler, S step) {
        if (decide(handler, step) instanceof Ruling.Refused refused) {
            return refused.reasons().stream().map(r -> r.code()).toList();
        }
        throw new AssertionError("the step was not refused");
    }

    private StepContext context(PlanStep step) {
        ClusterState state = ClusterState.builder(AT)
                .version(Optional.of(GreenplumVersion.parse(
                        "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:x) on x86_64")))
                .instances(instances)
                .catalog(catalog)
                .replication(stream)
                .conflicts(conflicts)
                .build();
        Sleeper sleeper = Sleeper.system();
        StepContext.Setting setting = new StepContext.Setting(
                CLUSTER,
                "e1",
                () -> Dialects.toAskWith(CLUSTER),
                new Answers(),
                notes,
                InstantSource.fixed(AT),
                sleeper,
                (host, command) -> {
                    throw new AssertionError("a decision sent '" + command + "' to " + host);
                },
                List.of(),
                new Traffic(Map.of(), List.of(step), "e1", "prod", notes, sleeper),
                new NoObservation());
        return new StepContext(setting, state, 1, following);
    }

    private final class Answers implements Inspection {

        // The answer was put under its question by answer(), whose types agree.
        @SuppressWarnings("unchecked")
        @Override
        public <A> A ask(Question<A> question) {
            if (!answers.containsKey(question)) {
                throw new AssertionError("a decision asked " + question);
            }
            return (A) answers.get(question);
        }
    }

    private static final class NoObservation implements Observations {

        @Override
        public ClusterState now() {
            throw new AssertionError("a decision observed the cluster again");
        }

        @Override
        public InstanceState only(InstanceLocation at) {
            throw new AssertionError("a decision observed " + at + " again");
        }
    }
}
