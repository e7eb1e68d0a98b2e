package io.github.gpfailover.testkit.scenario.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness.Status;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.cluster.Sighting.Answer;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** One row of the table: how a cluster got into its state, and all that may be said of it then. */
final class OperatorsWord {

    /** What happens to a cluster. */
    interface Event {
        void happen(SimulatedCluster cluster) throws InterruptedException;
    }

    private record Server(Status liveness, InstanceRole role) {}

    private final String name;
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Map<String, Answer> sightings = new LinkedHashMap<>();
    private final Map<String, String> evidence = new LinkedHashMap<>();
    private final List<String> said = new ArrayList<>();
    private final List<String> unsaid = new ArrayList<>();
    private final List<String> conflicts = new ArrayList<>();
    private final List<String> unknowns = new ArrayList<>();
    private Supplier<SimulatedCluster> made = () -> SimulatedCluster.builder().build();
    private Event event = c -> {};
    private Optional<String> stream = Optional.empty();
    private boolean sawItBefore = true;

    private OperatorsWord(String name) {
        this.name = name;
    }

    static OperatorsWord in(String situation) {
        return new OperatorsWord(situation);
    }

    OperatorsWord on(Supplier<SimulatedCluster> cluster) {
        made = cluster;
        return this;
    }

    OperatorsWord after(Event what) {
        event = what;
        return this;
    }

    OperatorsWord atFirstSight() {
        sawItBefore = false;
        return this;
    }

    OperatorsWord server(String host, Status liveness, InstanceRole role) {
        servers.put(host, new Server(liveness, role));
        return this;
    }

    /** What is said of the stream and how fresh it is; without it, no stream may be reported. */
    OperatorsWord stream(String words) {
        stream = Optional.of(words);
        return this;
    }

    OperatorsWord sighting(String from, Answer answer) {
        sightings.put(from, answer);
        return this;
    }

    OperatorsWord says(String words) {
        said.add(words);
        return this;
    }

    /** What the evidence on a server says. */
    OperatorsWord says(String words, String host) {
        evidence.put(host, words);
        return this;
    }

    OperatorsWord neverSays(String words) {
        unsaid.add(words);
        return this;
    }

    OperatorsWord conflict(String words) {
        conflicts.add(words);
        return this;
    }

    OperatorsWord unknown(String words) {
        unknowns.add(words);
        return this;
    }

    SimulatedCluster cluster() {
        return made.get();
    }

    boolean sawItBefore() {
        return sawItBefore;
    }

    void bring(SimulatedCluster cluster) throws InterruptedException {
        event.happen(cluster);
    }

    /** Compares all of a state: what is not in the row must not be in the state. */
    void check(ClusterState state) {
        String text = state.describe();
        Map<String, Server> seen = new LinkedHashMap<>();
        for (InstanceState i : state.instances()) {
            seen.put(i.location().host().value(), new Server(i.liveness().status(), i.role()));
        }
        assertThat(seen).as(text).isEqualTo(servers);
        assertThat(state.replication().isPresent()).as(text).isEqualTo(stream.isPresent());
        stream.ifPresent(words -> assertThat(state.replication().orElseThrow() + "; "
                        + state.replication().orElseThrow().freshness())
                .contains(words));
        Map<String, Answer> from = new LinkedHashMap<>();
        for (Sighting s : state.sightings()) {
            from.put(s.from().value(), s.answer());
        }
        assertThat(from).as(text).isEqualTo(sightings);
        each("conflicts", state.conflicts(), conflicts);
        each("unknowns", state.unknowns(), unknowns);
        said.forEach(words -> assertThat(text).contains(words));
        unsaid.forEach(words -> assertThat(text).doesNotContain(words));
        evidence.forEach((host, words) -> assertThat(state.instances())
                .filteredOn(i -> i.location().host().value().equals(host))
                .singleElement()
                .satisfies(i -> assertThat(i.liveness().because()).contains(words)));
    }

    private static void each(String what, List<String> told, List<String> expected) {
        assertThat(told).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(told.get(i)).as(what).contains(expected.get(i));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
