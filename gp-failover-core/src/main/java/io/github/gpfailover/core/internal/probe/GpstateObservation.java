package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.CatalogRow.Role;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.DialectFallback;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.gpstate.ClusterStatus;
import io.github.gpfailover.core.internal.gpstate.GpstateFailedException;
import io.github.gpfailover.core.internal.gpstate.SegmentStatus;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The state of a cluster as gpstate on one host reports it, with what it can't determine left open. */
public final class GpstateObservation {

    private final ObservationRequest request;
    private final CommandTransport transport;
    private final InstantSource clock;
    private final ReportedVersions told;

    public GpstateObservation(
            ObservationRequest request, CommandTransport transport, InstantSource clock, ReportedVersions told) {
        this.told = told;
        this.request = request;
        this.transport = transport;
        this.clock = clock;
    }

    /** Asks gpstate as if the master were at that location. */
    public ClusterState at(InstanceLocation at) throws InterruptedException {
        Dialect known = Dialects.toAskWith(request.cluster(), told.at(at));
        try {
            DialectFallback.Answer first = DialectFallback.to(d -> run(at, d, "-s"), known, request.cluster());
            ClusterStatus status = ClusterStatus.parse(at.host(), first.result());
            Optional<GreenplumVersion> version = Dialects.version(status.version());
            version.ifPresent(v -> told.keep(at, v));
            Dialect own = version.isPresent() ? Dialects.toAskWith(request.cluster(), version) : first.dialect();
            if (!own.dataDirectoryVariables().equals(first.dialect().dataDirectoryVariables())) {
                // Another product goes by other variables, so this may have been the answer of another server.
                status = ClusterStatus.parse(at.host(), run(at, own, "-s"));
            }
            Optional<String> other = otherPlace(at, status);
            if (other.isPresent()) {
                return silent(at, other.get());
            }
            Optional<StandbyDetails> details = Optional.empty();
            if (status.standbyHost().isPresent()) {
                details = Optional.of(StandbyDetails.parse(at.host(), run(at, own, "-f")));
            }
            return told(at, status, details);
        } catch (GpstateFailedException e) {
            return refused(at, LoginRefusal.ofReason(e.reason()), e.reason());
        } catch (GpFailoverException e) {
            return silent(at, e.getMessage());
        } catch (IllegalArgumentException e) {
            return silent(at, "gpstate told of a place that can't be: " + e.getMessage());
        }
    }

    /**
     * An environment may lead gpstate to another server than the one at this location, whose answer is not this one's.
     */
    private Optional<String> otherPlace(InstanceLocation at, ClusterStatus status) {
        boolean otherHost = request.instances().stream()
                .map(l -> l.host().value())
                .anyMatch(h ->
                        h.equals(status.masterHost()) && !h.equals(at.host().value()));
        boolean same = status.masterPort() == at.port()
                && DataDirectory.of(status.masterDirectory()).equals(at.dataDirectory());
        return otherHost || !same
                ? Optional.of("gpstate told of " + status.masterHost() + ":" + status.masterPort() + ":"
                        + status.masterDirectory() + ", and not of " + at)
                : Optional.empty();
    }

    /** What is known of a location about which gpstate reported nothing. */
    public ClusterState silent(InstanceLocation at, String why) {
        return state(
                InstanceState.builder(at)
                        .liveness(Liveness.unknown(List.of(evidence(Evidence.Kind.UTILITY, at, why))))
                        .build(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private CommandResult run(InstanceLocation at, Dialect dialect, String option) throws InterruptedException {
        return transport.execute(at.host(), dialect.gpstate(at, option).within(request.timeout()));
    }

    private ClusterState refused(InstanceLocation at, LoginRefusal refusal, String reason) {
        boolean spoke = refusal.kind() != LoginRefusal.Kind.NO_SERVER && refusal.kind() != LoginRefusal.Kind.OTHER;
        if (!spoke) {
            return silent(
                    at,
                    "gpstate could not log in: " + reason.lines().findFirst().orElse(""));
        }
        // A standby's refusal is that of a server in crash recovery too; gpstate doesn't show which it is.
        Liveness running = Liveness.running(
                List.of(evidence(Evidence.Kind.UTILITY, at, "refused gpstate a session: " + refusal.message())));
        return state(
                InstanceState.builder(at)
                        .liveness(running)
                        .position(refusal.replayed())
                        .build(),
                refusal.version().flatMap(Dialects::version),
                List.of(),
                Optional.empty());
    }

    private ClusterState told(InstanceLocation at, ClusterStatus status, Optional<StandbyDetails> details) {
        Liveness running = Liveness.running(List.of(evidence(
                Evidence.Kind.UTILITY,
                at,
                "the master's role is " + status.masterRole()
                        + status.standbyState()
                                .map(x -> ", of its standby: " + x)
                                .orElse(""))));
        List<CatalogRow> catalog = new ArrayList<>();
        catalog.add(row(-1, Role.PRIMARY, Role.PRIMARY, false, true, at, status.masterHost()));
        Optional<InstanceLocation> standby = details.flatMap(StandbyDetails::location);
        // -f has the standby's address, and -s the name that the catalog has for its host.
        standby.ifPresent(x -> catalog.add(row(
                -1,
                Role.MIRROR,
                Role.MIRROR,
                true,
                true,
                InstanceLocation.of(
                        status.standbyHost().orElseThrow(),
                        x.port(),
                        x.dataDirectory().path()),
                x.host().value())));
        for (SegmentStatus s : status.segments()) {
            catalog.add(segment(s));
        }
        return state(
                        InstanceState.builder(at)
                                .liveness(running)
                                .role(request.masterRole(at))
                                .build(),
                        Dialects.version(status.version()),
                        catalog,
                        details.flatMap(d -> d.replication()
                                .map(r -> stream(at, r.state(), r.syncState(), r.sent(), r.flush(), r.replay()))))
                .toBuilder()
                .conflicts(notFound(status))
                .build();
    }

    /**
     * The catalog goes on calling a segment up until somebody asks it; gpstate asks the segment's host (recording 95).
     */
    private static List<String> notFound(ClusterStatus status) {
        List<String> odd = new ArrayList<>();
        for (SegmentStatus s : status.segments()) {
            if (s.configuredUp() && !s.up()) {
                odd.add("the catalog calls " + s.host() + ":" + s.port() + ":" + s.directory()
                        + " up, but gpstate found on its host: " + s.statusText());
            }
        }
        return odd;
    }

    private ReplicationState stream(
            InstanceLocation at,
            String state,
            String sync,
            Optional<Lsn> sent,
            Optional<Lsn> flush,
            Optional<Lsn> replay) {
        return ReplicationState.builder("gpstate -f on " + at.host(), clock.instant())
                .state(state)
                .syncState(sync)
                .sent(sent)
                .flush(flush)
                .replay(replay)
                .build();
    }

    private static CatalogRow segment(SegmentStatus s) {
        boolean synchronised =
                s.mirrorStatus().equals("Synchronized") || s.mirrorStatus().equals("Streaming");
        return row(
                CatalogRow.NOT_TOLD,
                s.currentRole().equals("Primary") ? Role.PRIMARY : Role.MIRROR,
                s.preferredRole().equals("Primary") ? Role.PRIMARY : Role.MIRROR,
                synchronised,
                s.configuredUp(),
                InstanceLocation.of(s.host(), s.port(), s.directory()),
                s.address());
    }

    private static CatalogRow row(
            int content,
            Role role,
            Role preferred,
            boolean synchronised,
            boolean up,
            InstanceLocation location,
            String address) {
        return CatalogRow.builder(location, role)
                .content(content)
                .preferredRole(preferred)
                .synchronised(synchronised)
                .up(up)
                .address(address)
                .build();
    }

    private ClusterState state(
            InstanceState instance,
            Optional<GreenplumVersion> version,
            List<CatalogRow> catalog,
            Optional<ReplicationState> stream) {
        return ClusterState.builder(clock.instant())
                .version(version)
                .instances(List.of(instance))
                .catalog(catalog)
                .replication(stream)
                .build();
    }

    private Evidence evidence(Evidence.Kind kind, InstanceLocation at, String statement) {
        return new Evidence(kind, at.host(), "gpstate on " + at.host(), statement, clock.instant());
    }
}
