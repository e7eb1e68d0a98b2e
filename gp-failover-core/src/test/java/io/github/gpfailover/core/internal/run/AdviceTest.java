package io.github.gpfailover.core.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverPlanBuilder;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.core.internal.step.HandlerSet;
import io.github.gpfailover.step.PlanStep;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every end of an execution gets advice, and advice names what exists. */
class AdviceTest {

    private static final Instant AT = Instant.parse("2026-11-22T05:05:00Z");
    private static final InstanceLocation MDW =
            new InstanceLocation(HostName.of("mdw"), 5432, DataDirectory.of("/data/master/gpseg-1"));
    private static final InstanceLocation SMDW =
            new InstanceLocation(HostName.of("smdw"), 5432, DataDirectory.of("/data/master/gpseg-1"));
    private static final Pattern CALL = Pattern.compile("\\.?\\b([a-z][A-Za-z]+)\\(");

    private static final Set<String> KNOWN = Stream.of(
                    FailoverPlan.class, FailoverPlanBuilder.class, FailoverEngine.class)
            .flatMap(c -> Arrays.stream(c.getMethods()))
            .map(Method::getName)
            .collect(Collectors.toSet());

    @Test
    void everyEndHasAdviceThatNamesWhatExists() {
        for (Advice.Ending end : endings()) {
            List<String> advice = Advice.of(end);

            assertThat(advice).as(end.toString()).isNotEmpty();
            for (String line : advice) {
                assertThat(CALL.matcher(line).results().map(m -> m.group(1)))
                        .as(line)
                        .allMatch(KNOWN::contains);
            }
        }
    }

    @Test
    void aResumeIsOnlyNamedWhereItLeadsOn() {
        for (Advice.Ending end : endings()) {
            String all = String.join("\n", Advice.of(end));
            boolean nobodyServes = end.last().masters().isEmpty() && !end.pending();
            if (nobodyServes && !end.promoted()) {
                assertThat(all).as(end.toString()).doesNotContain("resume(");
            }
            if (nobodyServes) {
                assertThat(all).as(end.toString()).containsAnyOf("startMaster()", "failover()", "a person's decision");
            }
            if (end.promoted()) {
                assertThat(all).as(end.toString()).doesNotContain("then execute the plan again");
            }
            if (end.outcome() == Outcome.IN_DOUBT && (end.pending() || !nobodyServes)) {
                assertThat(all).as(end.toString()).contains("repeat nothing by hand");
            }
        }
    }

    private static List<Advice.Ending> endings() {
        List<Optional<PlanStep>> failed = new ArrayList<>(FailoverPlan.switchover("smdw").steps().stream()
                .map(Optional::of)
                .toList());
        failed.add(Optional.empty());
        List<Advice.Ending> all = new ArrayList<>();
        for (Outcome outcome : EnumSet.of(Outcome.REFUSED, Outcome.FAILED, Outcome.PARTIAL, Outcome.IN_DOUBT)) {
            for (ClusterState last : states()) {
                for (Optional<PlanStep> step : failed) {
                    for (boolean pending : new boolean[] {false, true}) {
                        for (Optional<InstanceLocation> newest :
                                List.of(Optional.of(SMDW), Optional.<InstanceLocation>empty())) {
                            boolean promoted = outcome == Outcome.PARTIAL;
                            all.add(new Advice.Ending(
                                    outcome,
                                    "0123456789ab",
                                    promoted,
                                    pending && !promoted,
                                    step,
                                    false,
                                    last,
                                    last.masters().isEmpty()
                                            ? Optional.of(new HandlerSet.Newest(newest, "what was found"))
                                            : Optional.empty()));
                        }
                    }
                }
            }
        }
        return all;
    }

    private static List<ClusterState> states() {
        List<ClusterState> all = new ArrayList<>();
        for (InstanceRole one : EnumSet.of(InstanceRole.MASTER, InstanceRole.DOWN, InstanceRole.UNKNOWN)) {
            for (InstanceRole other : EnumSet.of(InstanceRole.STANDBY, InstanceRole.DOWN, InstanceRole.UNKNOWN)) {
                List<CatalogRow> catalog = one == InstanceRole.MASTER
                        ? List.of(
                                row(1, -1, CatalogRow.Role.PRIMARY, true, MDW),
                                row(2, -1, CatalogRow.Role.MIRROR, true, SMDW),
                                row(3, 0, CatalogRow.Role.PRIMARY, false, SMDW))
                        : List.of();
                all.add(ClusterState.builder(AT)
                        .instances(List.of(server(MDW, one), server(SMDW, other)))
                        .catalog(catalog)
                        .build());
            }
        }
        return all;
    }

    private static CatalogRow row(int dbid, int content, CatalogRow.Role role, boolean up, InstanceLocation at) {
        return CatalogRow.builder(at, role)
                .dbid(dbid)
                .content(content)
                .synchronised(up)
                .up(up)
                .address(at.host().value())
                .build();
    }

    private static InstanceState server(InstanceLocation at, InstanceRole role) {
        List<Evidence> seen = List.of(new Evidence(Evidence.Kind.PROCESS_TABLE, at.host(), "ps", "as seen", AT));
        Liveness liveness = switch (role) {
            case DOWN -> Liveness.stopped(seen);
            case UNKNOWN -> Liveness.unknown(seen);
            default -> Liveness.running(seen);
        };
        return InstanceState.builder(at).liveness(liveness).role(role).build();
    }
}
