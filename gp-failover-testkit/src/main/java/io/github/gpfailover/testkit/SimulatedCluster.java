package io.github.gpfailover.testkit;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.Layout;
import io.github.gpfailover.testkit.internal.Observer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A Greenplum 6.24.3 cluster that is only a model: hosts, processes, disks, links, catalogs and logs under a virtual clock.
 *
 * <p>It exists so that thousands of faults can be tried in a unit test. As a {@link CommandTransport} it answers commands with the
 * texts that a running cluster printed (the recordings), after the time that they took there; a command that no recording covers
 * ends in an {@link UnknownCommandException}. As a {@link StateProbe} it gives the same state without any text. {@link #truth()} says
 * what is really so. Thread-safe.
 *
 * <p>Outages of whole hosts and links, such as {@link #powerOff(String)}, are verbs of the cluster. All else stands with what it happens to:
 * {@link #host(String)}, {@link #login(String)}, {@link #server(String)}, {@link #dataDirectory(String, String)}, {@link #segment(int)}.
 *
 * <pre>{@code
 * try (SimulatedCluster cluster = SimulatedCluster.builder().build()) {
 *     cluster.powerOff("mdw");
 *     // run the code under test with cluster as its transport and cluster.clock() as its sleeper
 *     assertThat(cluster.truth().everTwoWritableMasters()).isFalse();
 * }
 * }</pre>
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedCluster implements CommandTransport, StateProbe, AutoCloseable {

    private final ClusterSpec spec;
    private final VirtualClock clock;
    private final Model model;
    private final Observer observer;
    private final ClusterTruth truth;
    private final InvariantChecks invariants;
    private final CommandHooks hooks;

    SimulatedCluster(Layout layout, int outputLimit) {
        spec = layout.spec();
        clock = new VirtualClock();
        model = new Model(clock.time(), layout.build(clock.time()), outputLimit);
        hooks = new CommandHooks(clock);
        observer = new Observer(model.world);
        truth = new ClusterTruth(this, model);
        invariants = new InvariantChecks(this, model.world, truth);
    }

    /**
     * Begins a cluster. Defaults: name {@code sim-1} and so on, master {@code mdw}, standby {@code smdw} streaming and in sync,
     * segment hosts {@code sdw1} and {@code sdw2} with two primaries each, mirrors.
     *
     * @return a builder
     */
    public static SimulatedClusterBuilder builder() {
        return new SimulatedClusterBuilder();
    }

    /**
     * Says which cluster it is, as its designer would.
     *
     * @return the specification
     */
    public ClusterSpec spec() {
        return spec;
    }

    /**
     * Gives the clock, which also is the {@code Sleeper} for code under test.
     *
     * @return the clock
     */
    public VirtualClock clock() {
        return clock;
    }

    /**
     * Names the host that the library under test runs on; links from and to it can be cut too.
     *
     * @return {@code controller}
     */
    public HostName controller() {
        return model.world.controller.name;
    }

    /**
     * Gives the truth about the model.
     *
     * @return a view that always shows the present
     */
    public ClusterTruth truth() {
        return truth;
    }

    /**
     * Has a further invariant judged, from now on, after everything that happens in the cluster. {@link ClusterInvariant} is judged always.
     *
     * @param invariant the invariant
     * @throws NullPointerException if it is null
     */
    public void addInvariant(Invariant invariant) {
        model.locked(() -> {
            invariants.add(invariant);
            return invariant;
        });
    }

    /**
     * Lets this cluster violate an invariant, whether it did already or not: {@link ClusterTruth#violations()} no longer lists it.
     *
     * @param invariant the invariant
     * @param reason why the test brings the cluster there, for the timeline
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the reason is blank
     */
    public void tolerate(Invariant invariant, String reason) {
        model.locked(() -> {
            invariants.tolerate(invariant, reason);
            return invariant;
        });
    }

    /**
     * Runs a command in virtual time.
     *
     * @throws UnknownCommandException if no recording covers it
     */
    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return execute(List.of(), host, command);
    }

    CommandResult execute(List<HostName> between, HostName host, Command command) throws InterruptedException {
        Checks.notNull(host, "host");
        Checks.notNull(command, "command");
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before '" + command + "' on " + host);
        }
        return hooks.run(host, command, (fault, rule) -> {
            synchronized (model.time) {
                return model.runner.run(between, host, command, fault, rule);
            }
        });
    }

    /**
     * Gives a transport through a host: commands arrive where the controller reaches that host and that host reaches theirs. From that
     * transport others lead through further hosts.
     *
     * @param host the host to go through
     * @return that transport; a host that does not exist is reported when a command is run
     * @throws NullPointerException if the host is null
     */
    @Override
    public Optional<CommandTransport> through(HostName host) {
        return new SimulatedWay(this, List.of()).through(host);
    }

    /** Gives the state as it could be seen from the controller, straight from the model. */
    @Override
    public ClusterState observe(ObservationRequest request) throws InterruptedException {
        Checks.notNull(request, "request");
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before an observation");
        }
        return model.locked(() -> observer.observe(request));
    }

    /**
     * Takes a host's power. Its processes are gone, its disk stays, its peers learn nothing.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void powerOff(String host) {
        model.event("power off " + host, () -> model.world.lifecycle.powerOff(model.host(host)));
    }

    /**
     * Gives a host its power back. No server starts by itself.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void powerOn(String host) {
        model.event("power on " + host, () -> model.outages.powerOn(model.host(host)));
    }

    /**
     * Kills the postmaster of the master or standby on a host with -9. Its lock files stay; an open session lives on.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if no postmaster of a master or standby runs there
     */
    public void kill(String host) {
        model.event(
                "kill -9 of the postmaster on " + host,
                () -> model.world.lifecycle.killed(model.outages.server(model.host(host))));
    }

    /** Has the fault detector of each live master check its primaries now: a dead one's mirror takes over. */
    public void probeSegments() {
        model.event("probe the segments", model.world.dispatch::probe);
    }

    /**
     * Cuts the link between two hosts, in both directions.
     *
     * @param a one host
     * @param b the other
     * @throws IllegalArgumentException if there is no such host
     */
    public void cut(String a, String b) {
        model.event("cut " + a + " - " + b, () -> model.outages.cut(model.host(a), model.host(b), true));
    }

    /**
     * Cuts the link between two hosts in one direction. No connection holds over such a link either.
     *
     * @param from whose packets are lost
     * @param to who does not get them
     * @throws IllegalArgumentException if there is no such host
     */
    public void cutOneWay(String from, String to) {
        model.event("cut " + from + " -> " + to, () -> model.outages.cut(model.host(from), model.host(to), false));
    }

    /**
     * Heals the link between two hosts, in both directions.
     *
     * @param a one host
     * @param b the other
     * @throws IllegalArgumentException if there is no such host
     */
    public void heal(String a, String b) {
        model.event("heal " + a + " - " + b, () -> model.outages.heal(model.host(a), model.host(b)));
    }

    /** Heals all links. */
    public void heal() {
        model.event("heal all links", model.outages::healAll);
    }

    /**
     * Makes a host hang: it takes connections, and no command on it ends.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void hang(String host) {
        model.event("hang " + host, () -> model.host(host).hung = true);
    }

    /**
     * Ends the hanging of a host.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void unhang(String host) {
        model.event("unhang " + host, () -> model.host(host).hung = false);
    }

    /**
     * Orders a fault at commands with certain words: {@code cluster.when("pg_ctl promote").on("smdw").then(...)}.
     *
     * @param words a part of the command as {@link Command#toString()} shows it, as reports do
     * @return at which commands it strikes; nothing is ordered before it is said what happens
     * @throws NullPointerException if the words are null
     * @throws IllegalArgumentException if they are blank
     */
    public CommandCondition when(String words) {
        return hooks.when(words);
    }

    /**
     * Orders a fault at certain commands.
     *
     * @param which whether a command is one of them
     * @return at which commands it strikes; nothing is ordered before it is said what happens
     * @throws NullPointerException if the predicate is null
     */
    public CommandCondition when(Predicate<Command> which) {
        return hooks.when(which);
    }

    /**
     * Leaves the connected standby behind its master: catching up, with that many bytes not yet made durable.
     *
     * @param bytes how far; 0 lets it catch up
     * @throws IllegalArgumentException if the number is negative
     * @throws IllegalStateException if no standby is connected to a master
     */
    public void lagStandby(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes was " + bytes + " but must be 0 or more");
        }
        model.event("standby is " + bytes + " bytes behind", () -> model.outages.lag(bytes));
    }

    /**
     * Gives a host, for its disk, its programs, its addresses and routes, and whose processes run beside.
     *
     * @param host the host
     * @return its verbs
     * @throws IllegalArgumentException if there is no such host
     */
    public SimulatedHost host(String host) {
        return model.locked(() -> new SimulatedHost(model, model.host(host)));
    }

    /**
     * Gives the master or standby of a host, for its log, its stream, its stop and its clients.
     *
     * @param host the host
     * @return its verbs; each finds the server anew
     * @throws IllegalArgumentException if there is no such host
     */
    public SimulatedServer server(String host) {
        return model.locked(() -> new SimulatedServer(model, model.host(host)));
    }

    /**
     * Gives the primary and the mirror of a content.
     *
     * @param content the content
     * @return their verbs, which throw {@link IllegalArgumentException} if there is no such content
     */
    public SimulatedSegment segment(int content) {
        return new SimulatedSegment(model, content);
    }

    /**
     * Gives a data directory of a master or standby, for what may happen to it while no server runs on it.
     *
     * @param host the host
     * @param path the directory
     * @return its verbs; each finds the directory anew
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no such host, or no data directory of a master or standby there
     */
    public SimulatedDirectory dataDirectory(String host, String path) {
        return model.locked(() -> {
            model.directory(host, path);
            return new SimulatedDirectory(model, host, path);
        });
    }

    /**
     * Gives the login of a host, for what it may bring into each command.
     *
     * @param host the host
     * @return its verbs
     * @throws IllegalArgumentException if there is no such host
     */
    public SimulatedLogin login(String host) {
        return model.locked(() -> {
            model.host(host);
            return new SimulatedLogin(model, host);
        });
    }

    /**
     * Turns checksums of data pages on or off in all data directories; they are on at first, as in recording 26. {@code pg_rewind} needs
     * them.
     *
     * @param on whether they are on
     */
    public void dataChecksums(boolean on) {
        model.event("data checksums " + (on ? "on" : "off"), () -> model.mishaps.checksums(on));
    }

    /**
     * Starts a client that writes one row again and again, to whichever master takes it, while the cluster's time passes.
     *
     * @param pause how long it waits from one try to the next
     * @return the client; close it to end it
     * @throws NullPointerException if the pause is null
     * @throws IllegalArgumentException if it is not positive
     */
    public WritingClient startWriting(Duration pause) {
        return model.locked(() -> {
            WritingClient client = new WritingClient(model, pause);
            client.start();
            return client;
        });
    }

    /**
     * Ends it as a transport: who waits for a command gets {@code LOST}, and none is run any more. The truth can still be read.
     */
    @Override
    public void close() {
        synchronized (model.time) {
            model.runner.close();
            judgeEnd();
        }
    }

    void judgeEnd() {
        synchronized (model.time) {
            invariants.end(this);
        }
    }

    List<Violation> violations() {
        return model.locked(invariants::violations);
    }

    /** Returns the cluster's name and who can write. */
    @Override
    public String toString() {
        return "simulated cluster " + spec.name() + ", " + truth;
    }
}
