package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ServerProcess;
import io.github.gpfailover.core.internal.inspect.DirectoryState;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Kind;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Mount;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.WalReading;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.TimelineHistory;
import io.github.gpfailover.core.internal.text.TimelineHistory.Fork;
import io.github.gpfailover.core.internal.text.WalRecords;
import io.github.gpfailover.core.internal.text.WalRecords.Entry;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What is read of an old master that can follow: the numbers are those of recordings 26 and c4 (timeline 3 was left at 0/2403C4D8), but
 * for the record itself, which nobody recorded. Each test takes or changes one of them.
 */
final class Facts {

    static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    static final Lsn CHECKPOINT = Lsn.parse("0/2403C458");
    static final Lsn FORK = Lsn.parse("0/2403C4D8");
    static final String IDENTIFIER = "7710857300689520254";

    static final Control CONTROL = new Control(
            IDENTIFIER,
            "shut down",
            3,
            CHECKPOINT,
            Optional.of(CHECKPOINT),
            OptionalInt.of(3),
            OptionalInt.of(1),
            Optional.of(false),
            OptionalInt.of(9420600),
            OptionalInt.of(301908232),
            Optional.of(new Lsn(0)),
            OptionalInt.of(0),
            OptionalInt.of(32768),
            OptionalInt.of(67108864));

    static final Entry RECORD = new Entry(
            "XLOG",
            128,
            CHECKPOINT,
            Lsn.parse("0/2403C3F0"),
            "checkpoint: redo 0/2403C458; tli 3; prev tli 3; fpw true; xid 0/745; oid 24585; relfilenode 10164; multi 1; offset 0;"
                    + " oldest xid 701 in DB 1; oldest multi 1 in DB 1; oldest running xid 0; shutdown, checkpoint record data"
                    + " length = 96, DTX committed count 0, DTX data length 4");

    static final String END =
            "pg_xlogdump: FATAL:  error in WAL record at 0/2403C458: record with zero length at 0/2403C4D8";

    /** The parts of a ControlData, to be changed one at a time. */
    record Control(
            String identifier,
            String state,
            int timeline,
            Lsn checkpoint,
            Optional<Lsn> redo,
            OptionalInt prior,
            OptionalInt checksums,
            Optional<Boolean> hints,
            OptionalInt controlVersion,
            OptionalInt catalogVersion,
            Optional<Lsn> recoversTo,
            OptionalInt recoversToTimeline,
            OptionalInt block,
            OptionalInt segment) {

        ControlData data() {
            return new ControlData(
                    identifier,
                    state,
                    timeline,
                    checkpoint,
                    redo,
                    prior,
                    checksums,
                    hints,
                    controlVersion,
                    catalogVersion,
                    recoversTo,
                    recoversToTimeline,
                    block,
                    segment,
                    OptionalLong.empty(),
                    Optional.empty());
        }

        Control ended(String other) {
            return copy(other, "", null);
        }

        /** Moves one number by so much, or takes it away. */
        Control moved(String part, Long by) {
            return copy(state, part, by);
        }

        private Control copy(String otherState, String part, Long by) {
            return new Control(
                    part.equals("identifier")
                            ? new BigInteger(identifier)
                                    .add(BigInteger.valueOf(by))
                                    .toString()
                            : identifier,
                    otherState,
                    part.equals("timeline")
                            ? number(OptionalInt.of(timeline), by).getAsInt()
                            : timeline,
                    part.equals("checkpoint") ? checkpoint.plus(by) : checkpoint,
                    part.equals("redo") ? position(redo, by) : redo,
                    part.equals("prior") ? number(prior, by) : prior,
                    checksums,
                    hints,
                    part.equals("controlVersion") ? number(controlVersion, by) : controlVersion,
                    part.equals("catalogVersion") ? number(catalogVersion, by) : catalogVersion,
                    part.equals("recoversTo") ? position(recoversTo, by) : recoversTo,
                    part.equals("recoversToTimeline") ? number(recoversToTimeline, by) : recoversToTimeline,
                    part.equals("block") ? number(block, by) : block,
                    part.equals("segment") ? number(segment, by) : segment);
        }

        private static Optional<Lsn> position(Optional<Lsn> of, Long by) {
            return by == null ? Optional.empty() : of.map(l -> l.plus(by));
        }

        private static OptionalInt number(OptionalInt of, Long by) {
            return by == null ? OptionalInt.empty() : OptionalInt.of(of.getAsInt() + 1 + (int) (by % 1_000_000));
        }
    }

    InstanceLocation at = MDW;
    Optional<DirectorySurvey> survey = Optional.of(survey(Kind.DIRECTORY, Mount.NO, "9.4", 0));
    Optional<ControlData> old = Optional.of(CONTROL.data());
    Optional<ControlData> own = Optional.of(CONTROL.data().after(Lsn.parse("0/240D0000"), 4, "in production"));
    OptionalInt timeline = OptionalInt.of(4);
    Optional<TimelineHistory> history = Optional.of(history(4, 3, FORK));
    WalReading end = look(END, RECORD);
    WalReading same = look("", RECORD);
    ReplicationLogin login = new ReplicationLogin.Accepted(IDENTIFIER, 4, Lsn.parse("0/240D08C8"));
    Optional<InstanceState> server = Optional.of(server(MDW, Liveness.stopped(evidence()), List.of()));

    JoinFacts facts() {
        return new JoinFacts(
                at,
                SMDW,
                survey,
                survey.isPresent() ? "" : "mdw did not answer",
                state(old),
                state(own),
                timeline,
                history,
                history.isPresent() ? "" : "no such file",
                end,
                same,
                login);
    }

    FollowProof proof() {
        return FollowProof.of(facts(), server);
    }

    void files(String... more) {
        Set<String> all = new HashSet<>(survey.orElseThrow().files());
        all.addAll(List.of(more));
        DirectorySurvey s = survey.orElseThrow();
        survey = Optional.of(new DirectorySurvey(s.kind(), s.mount(), s.version(), all, s.tablespaces()));
    }

    static DirectorySurvey survey(Kind kind, Mount mount, String version, int tablespaces) {
        return new DirectorySurvey(
                kind, mount, version, Set.of("global/pg_control", "internal.auto.conf", "recovery.done"), tablespaces);
    }

    static TimelineHistory history(int of, int parent, Lsn fork) {
        return new TimelineHistory(
                of,
                List.of(
                        new Fork(1, Lsn.parse("0/C000000"), "no recovery target specified"),
                        new Fork(parent, fork, "no recovery target specified")));
    }

    static WalReading look(String after, Entry... records) {
        return new WalReading(
                Optional.of(new WalRecords(List.of(records), Optional.of(after).filter(a -> !a.isEmpty()))), "");
    }

    static Entry record(UnaryOperator<String> description) {
        return new Entry(
                RECORD.manager(),
                RECORD.length(),
                RECORD.at(),
                RECORD.before(),
                description.apply(RECORD.description()));
    }

    static List<Evidence> evidence() {
        return List.of(new Evidence(
                Evidence.Kind.PROCESS_TABLE, MDW.host(), "ps -ef on mdw", "no process of it", Instant.EPOCH));
    }

    static InstanceState server(InstanceLocation at, Liveness liveness, List<ServerProcess> processes) {
        return InstanceState.builder(at)
                .liveness(liveness)
                .role(InstanceRole.DOWN)
                .processes(processes)
                .build();
    }

    private static DirectoryState state(Optional<ControlData> control) {
        return new DirectoryState(
                DirectoryState.Presence.PRESENT, control, control.isPresent() ? "" : "it is not there");
    }
}
