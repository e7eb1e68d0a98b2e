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
import io.github.gpfailover.testkit.internal.CommandRunner;
import io.github.gpfailover.testkit.internal.HostFaults;
import io.github.gpfailover.testkit.internal.Layout;
import io.github.gpfailover.testkit.internal.Neighbour;
import io.github.gpfailover.testkit.internal.Observer;
import io.github.gpfailover.testkit.internal.ServerDirectory;
import io.github.gpfailover.testkit.internal.ServerSession;
import io.github.gpfailover.testkit.internal.SetupFaults;
import io.github.gpfailover.testkit.internal.SimHost;
import io.github.gpfailover.testkit.internal.SimTime;
import io.github.gpfailover.testkit.internal.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A Greenplum 6.24.3 cluster that is only a model: hosts, processes, disks, links, catalogs and logs under a virtual clock.
 *
 * <p>It exists so that thousands of faults can be tried in a unit test. As a {@link CommandTransport} it answers commands with the
 * texts that a running cluster printed (the recordings), after the time that they took there; a command that no recording covers
 * ends in an {@link UnknownCommandException}. As a {@link StateProbe} it gives the same state without any text. Verbs such as
 * {@link #powerOff(String)} make outages; {@link #truth()} says what is really so. Thread-safe.
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
    private final SimTime time;
    private final World world;
    private final CommandRunner runner;
    private final Observer observer;
    private final HostFaults outages;
    private final SetupFaults mishaps;
    private final ClusterTruth truth;
    private final InvariantChecks invariants;
    private final CommandHooks hooks;

    SimulatedCluster(Layout layout, int outputLimit) {
        spec = layout.spec();
        clock = new VirtualClock();
        time = clock.time();
        world = layout.build(time);
        runner = new CommandRunner(world, outputLimit);
        hooks = new CommandHooks(clock);
        observer = new Observer(world);
        outages = new HostFaults(world);
        mishaps = new SetupFaults(world);
        truth = new ClusterTruth(this, world);
        invariants = new InvariantChecks(this, world, truth);
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
        return world.controller.name;
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
        locked(() -> {
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
        locked(() -> {
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
            synchronized (time) {
                return runner.run(between, host, command, fault, rule);
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
        return locked(() -> observer.observe(request));
    }

    /**
     * Takes a host's power. Its processes are gone, its disk stays, its peers learn nothing.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void powerOff(String host) {
        event("power off " + host, () -> world.lifecycle.powerOff(host(host)));
    }

    /**
     * Gives a host its power back. No server starts by itself.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void powerOn(String host) {
        event("power on " + host, () -> outages.powerOn(host(host)));
    }

    /**
     * Kills the postmaster of the master or standby on a host with -9. Its lock files stay; an open session lives on.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if no postmaster of a master or standby runs there
     */
    public void kill(String host) {
        event("kill -9 of the postmaster on " + host, () -> world.lifecycle.killed(outages.server(host(host))));
    }

    /**
     * Kills the postmaster of the acting primary of a content. Nobody notices before {@link #probeSegments()}.
     *
     * @param content the content
     * @throws IllegalArgumentException if there is no such content
     */
    public void killSegment(int content) {
        event("kill the acting primary of content " + content, () -> outages.killSegment(content, true));
    }

    /**
     * Kills the postmaster of the acting mirror of a content; the catalog goes on saying that it is up (recordings 95, 96).
     *
     * @param content the content
     * @throws IllegalArgumentException if there is no such content
     */
    public void killMirror(int content) {
        event("kill the acting mirror of content " + content, () -> outages.killSegment(content, false));
    }

    /**
     * Leaves the mirror of a content behind its primary: the catalog calls both up and not synchronised, as while a mirror catches up.
     *
     * @param content the content
     * @throws IllegalArgumentException if there is no such content, or it has no mirror
     */
    public void desynchroniseMirror(int content) {
        event("the mirror of content " + content + " is not synchronised", () -> outages.desynchronise(content));
    }

    /** Has the fault detector of each live master check its primaries now: a dead one's mirror takes over. */
    public void probeSegments() {
        event("probe the segments", world.dispatch::probe);
    }

    /** Has both segments of a content up and in sync again, in the roles that they have: {@code gprecoverseg -a}. */
    void recoverSegment(int content) {
        event("gprecoverseg -a for content " + content, () -> outages.recover(content));
    }

    /**
     * Cuts the link between two hosts, in both directions.
     *
     * @param a one host
     * @param b the other
     * @throws IllegalArgumentException if there is no such host
     */
    public void cut(String a, String b) {
        event("cut " + a + " - " + b, () -> outages.cut(host(a), host(b), true));
    }

    /**
     * Cuts the link between two hosts in one direction. No connection holds over such a link either.
     *
     * @param from whose packets are lost
     * @param to who does not get them
     * @throws IllegalArgumentException if there is no such host
     */
    public void cutOneWay(String from, String to) {
        event("cut " + from + " -> " + to, () -> outages.cut(host(from), host(to), false));
    }

    /**
     * Heals the link between two hosts, in both directions.
     *
     * @param a one host
     * @param b the other
     * @throws IllegalArgumentException if there is no such host
     */
    public void heal(String a, String b) {
        event("heal " + a + " - " + b, () -> outages.heal(host(a), host(b)));
    }

    /** Heals all links. */
    public void heal() {
        event("heal all links", outages::healAll);
    }

    /**
     * Makes a host hang: it takes connections, and no command on it ends.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void hang(String host) {
        event("hang " + host, () -> host(host).hung = true);
    }

    /**
     * Ends the hanging of a host.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void unhang(String host) {
        event("unhang " + host, () -> host(host).hung = false);
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
     * Makes the next command of a program on a host go wrong; faults for the same program queue up.
     *
     * @param host the host
     * @param program the program, such as {@code gpinitstandby}
     * @param fault what goes wrong
     * @throws NullPointerException if the program or the fault is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void failNext(String host, String program, CommandFault fault) {
        Checks.notNull(program, "program");
        Checks.notNull(fault, "fault");
        event("next " + program + " on " + host + ": " + fault, () -> {
            host(host);
            runner.failNext(host, program, fault.order());
        });
    }

    /**
     * Sends a terminate to the wal sender of the master on a host. One that hangs in a send stays (recordings a8, a9); an idle one ends,
     * and where its standby can't connect again, the master goes on alone (before recording e3).
     *
     * @param host the master's host
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if no master runs there, or it has no wal sender
     */
    public void terminateSender(String host) {
        event("TERM to the wal sender on " + host, () -> outages.terminateSender(host(host)));
    }

    /**
     * Has the acting primary and the mirror of a content forget all but the newest rows of their distributed log, as they do with what
     * nobody can see as running any more.
     *
     * @param content the content
     * @param kept how many rows stay
     * @throws IllegalArgumentException if there is no such content, or the number is negative
     */
    public void truncateDistributedLog(int content, int kept) {
        if (kept < 0) {
            throw new IllegalArgumentException("kept was " + kept + " but must be 0 or more");
        }
        event(
                "content " + content + " keeps " + kept + " rows of its distributed log",
                () -> outages.truncate(content, kept));
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
        event("standby is " + bytes + " bytes behind", () -> outages.lag(bytes));
    }

    /**
     * Makes the log of a master exactly so much longer, by records that change nothing; a standby in sync gets them at once.
     *
     * @param host the master's host
     * @param bytes how much
     * @throws IllegalArgumentException if there is no such host, or the number is negative
     * @throws IllegalStateException if no master runs there
     */
    public void writeLog(String host, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes was " + bytes + " but must be 0 or more");
        }
        event("the master on " + host + " writes " + bytes + " bytes", () -> outages.writeLog(host(host), bytes));
    }

    /**
     * Makes the log of a master so much longer without a flush, as an open transaction or a hint bit does: only whole pages of it come to
     * its disk and to the standby, which can't replay a record that a page's end cuts in two (recordings d0 to d2). The next flush ends
     * that: a commit, a checkpoint, {@code txid_current()} a moment later, a stop. A crash loses what is not flushed.
     *
     * @param host the master's host
     * @param bytes how much
     * @throws IllegalArgumentException if there is no such host, or the number is negative
     * @throws IllegalStateException if no master runs there
     */
    public void writeUnflushed(String host, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes was " + bytes + " but must be 0 or more");
        }
        event(
                "the master on " + host + " writes " + bytes + " bytes that nothing flushes",
                () -> outages.writeUnflushed(host(host), bytes));
    }

    /**
     * Makes a directory that holds no server: somebody else's.
     *
     * @param host the host
     * @param path the directory
     * @throws NullPointerException if the path is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void makeDirectory(String host, String path) {
        Checks.notNull(path, "path");
        event("mkdir " + path + " on " + host, () -> host(host).plainDirectories.add(path));
    }

    /**
     * Puts a data directory of another cluster at a location, shut down in order.
     *
     * @param host the host
     * @param path the directory
     * @throws NullPointerException if the path is null
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if something is there
     */
    public void foreignDirectory(String host, String path) {
        Checks.notNull(path, "path");
        event(path + " on " + host + " is another cluster's", () -> mishaps.foreign(host(host), path));
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
        return locked(() -> {
            directory(host, path);
            return new SimulatedDirectory(this, mishaps, host, path);
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
        return locked(() -> {
            host(host);
            return new SimulatedLogin(this, host);
        });
    }

    /**
     * Has the masters and standbys of a host make their sockets in another directory than {@code /tmp}, those that run at once.
     *
     * @param host the host
     * @param directory the directory; empty for no sockets at all
     * @throws NullPointerException if the directory is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void socketDirectory(String host, String directory) {
        Checks.notNull(directory, "directory");
        event(
                "sockets on " + host + " are made in '" + directory + "'",
                () -> world.lifecycle.socketDirectory(host(host), directory));
    }

    /**
     * Turns checksums of data pages on or off in all data directories; they are on at first, as in recording 26. {@code pg_rewind} needs
     * them.
     *
     * @param on whether they are on
     */
    public void dataChecksums(boolean on) {
        event("data checksums " + (on ? "on" : "off"), () -> mishaps.checksums(on));
    }

    /**
     * Kills all detached jobs that run on a host with -9, whatever they are in the midst of.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void killJobs(String host) {
        event("kill -9 of all jobs on " + host, () -> outages.killJobs(host(host)));
    }

    /**
     * Writes a small file, in a data directory or beside them, as an operator would.
     *
     * @param host the host
     * @param path the file
     * @param text what it then holds
     * @throws NullPointerException if the path or the text is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void writeFile(String host, String path, String text) {
        Checks.notNull(path, "path");
        Checks.notNull(text, "text");
        event("write " + path + " on " + host, () -> host(host).write(path, text));
    }

    /**
     * Removes a small file, as an operator would; one that is not there is no error.
     *
     * @param host the host
     * @param path the file
     * @throws NullPointerException if the path is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void removeFile(String host, String path) {
        Checks.notNull(path, "path");
        event("rm -f " + path + " on " + host, () -> outages.remove(host(host), path));
    }

    /**
     * Sets the login profile of the admin user.
     *
     * @param host the host
     * @param text what {@code .bash_profile} then holds
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void bashProfile(String host, String text) {
        writeFile(host, "/home/gpadmin/.bash_profile", text);
    }

    /**
     * Sets a host's clock wrong. Only {@code date} shows it: no other text of the model depends on it.
     *
     * @param host the host
     * @param ahead how far it is ahead; negative for behind
     * @throws NullPointerException if the time is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void clockOff(String host, Duration ahead) {
        Checks.notNull(ahead, "ahead");
        event("the clock of " + host + " is off by " + ahead, () -> host(host).clockOff = ahead);
    }

    /**
     * Lets one host's ssh no longer log in to another without a password. Only the {@code ssh} command fails: the utilities of the
     * model don't use it, so that each fault can be tried alone.
     *
     * @param from whose ssh it is
     * @param to the host that turns it away
     * @throws IllegalArgumentException if there is no such host
     */
    public void breakSsh(String from, String to) {
        event(
                "ssh " + from + " -> " + to + " is turned away",
                () -> host(from).brokenSsh.add(host(to).name.value()));
    }

    /**
     * Lets a host have only so much free disk. {@code df} shows it; {@code pg_rewind} fails where it must copy more than that, and a file that is
     * written with nothing free stays empty. A standby whose log needs a new file of 64 MB does not go on without space for it, and loses
     * its stream. A copy by {@code gpinitstandby} neither needs nor takes any in the model.
     *
     * @param host the host
     * @param bytes how much
     * @throws IllegalArgumentException if there is no such host, or the number is negative or more than the host's disk holds: 100 GiB,
     *     or four times the size of the catalog if that is more
     */
    public void freeDisk(String host, long bytes) {
        long kibibytes = bytes / 1024;
        long most = locked(() -> host(host).diskKibibytes);
        if (bytes < 0 || kibibytes > most) {
            throw new IllegalArgumentException("bytes was " + bytes + " but must be 0 to " + most + " KiB");
        }
        event("only " + bytes + " bytes are free on " + host, () -> {
            world.replication.noteTries();
            host(host).freeKibibytes = kibibytes;
        });
    }

    /**
     * Takes a program off a host's path, as a broken installation does. Utilities of the model that would run it are not affected.
     *
     * @param host the host
     * @param program the program, one of the product's or {@code ssh}
     * @throws NullPointerException if the program is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void removeProgram(String host, String program) {
        Checks.notNull(program, "program");
        event(
                program + " is no longer on the path of " + host,
                () -> host(host).missingPrograms.add(program));
    }

    /**
     * Installs another version on a host.
     *
     * @param host the host
     * @param text a text that begins with {@code PostgreSQL} is what {@code select version()} then answers; any other is what
     *     {@code postgres --gp-version} then prints
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void versionOn(String host, String text) {
        Checks.notNull(text, "text");
        event("version on " + host + ": " + text, () -> outages.version(host(host), text));
    }

    /**
     * Opens a client's session on the master of a host.
     *
     * @param host the host
     * @return the session
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if no master takes sessions there
     */
    public ClientSession openSession(String host) {
        return locked(() -> {
            ServerSession session = outages.openSession(host(host));
            world.log.event(time.now(), "client session " + session.pid + " on " + host);
            return new ClientSession(this, world, session);
        });
    }

    /**
     * Connects a client that does nothing, and by it keeps a smart stop from ending (recording 40).
     *
     * @param host the host
     * @return its session
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if no master takes sessions there
     */
    public ClientSession connectIdleClient(String host) {
        return openSession(host);
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
        return locked(() -> {
            WritingClient client = new WritingClient(this, world, pause);
            client.start();
            return client;
        });
    }

    /**
     * Holds a standby's replay for a while: it receives and confirms what it received, but reports the present position.
     *
     * @param host the standby's host
     * @param length how long
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if no standby runs there
     */
    public void holdReplay(String host, Duration length) {
        event(
                "the standby on " + host + " does not replay for " + length,
                () -> outages.holdReplay(host(host), length));
    }

    /**
     * Makes {@code pg_ctl stop -m fast} not finish on a host: sessions end and none is let in, but the server stays.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     */
    public void stopHangs(String host) {
        event("pg_ctl stop -m fast will not finish on " + host, () -> host(host).stopHangs = true);
    }

    /**
     * Makes a stop in order of a host's master take so long, as the last checkpoint of one that has much to write does. No client is let in
     * meanwhile.
     *
     * @param host the host
     * @param length how long
     * @throws IllegalArgumentException if there is no such host
     */
    public void shutdownTakes(String host, Duration length) {
        event("a stop takes " + length + " on " + host, () -> host(host).shutdownTakes = length.toNanos());
    }

    /**
     * An operator starts a host's master or standby, as in recording 73.
     *
     * @param host the host
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if the host has no power, has not exactly one data directory of a server that is not
     *     retired, or that server runs
     */
    public void startOldMaster(String host) {
        event("an operator starts the server on " + host, () -> outages.start(host(host)));
    }

    /**
     * Destroys a host's sockets to another host, as root's {@code ss -K dst ADDRESS} does for each of its addresses: a commit that
     * waits for a standby there ends at once (recording b1), and so do sessions on segments between the two.
     *
     * @param at whose sockets
     * @param to the other end
     * @throws IllegalArgumentException if there is no such host
     */
    public void destroySockets(String at, String to) {
        event("ss -K on " + at + " dst " + to, () -> outages.destroySockets(host(at), host(to)));
    }

    /**
     * An operator gives a host an unreachable route to an address, as {@code ip route add unreachable ADDRESS/32} does. Packets to it
     * find no route, replies among them: no connection between the two is made or carries anything any more, until the route
     * is taken away or the host loses its power. One that is there already stays.
     *
     * @param host the host that gets the route
     * @param address the address, such as {@code 10.77.0.11}
     * @throws NullPointerException if the address is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void route(String host, String address) {
        Checks.notNull(address, "address");
        event("ip route add unreachable " + address + " on " + host, () -> outages.route(host(host), address));
    }

    /**
     * An operator takes an unreachable route away; one that is not there is no error.
     *
     * @param host the host that has the route
     * @param address the address
     * @throws NullPointerException if the address is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void unroute(String host, String address) {
        Checks.notNull(address, "address");
        event("ip route del unreachable " + address + " on " + host, () -> outages.unroute(host(host), address));
    }

    /**
     * Says whether the login on a host may use {@code sudo -n}; it may at first.
     *
     * @param host the host
     * @param allowed whether it may
     * @throws IllegalArgumentException if there is no such host
     */
    public void allowRoot(String host, boolean allowed) {
        event("sudo on " + host + (allowed ? " allowed" : " refused"), () -> host(host).mayRoot = allowed);
    }

    /**
     * Says whether the login on a host is root itself; it is not at first.
     *
     * @param host the host
     * @param root whether it is
     * @throws IllegalArgumentException if there is no such host
     */
    public void loginAsRoot(String host, boolean root) {
        event("login on " + host + (root ? " is root" : " is gpadmin"), () -> host(host).isRoot = root);
    }

    /**
     * Gives a host a further address. Its name goes on standing for the first one, and connections that it opens come from the first
     * that gets an answer: so a route against one address of a master is no fence while it has another.
     *
     * @param host the host
     * @param address the address
     * @throws NullPointerException if the address is null
     * @throws IllegalArgumentException if there is no such host, or a host has that address already
     */
    public void addAddress(String host, String address) {
        Checks.notNull(address, "address");
        event("address " + address + " on " + host, () -> outages.addAddress(host(host), address));
    }

    /**
     * Gives the address that a host's name stands for.
     *
     * @param host the host
     * @return the address
     * @throws IllegalArgumentException if there is no such host
     */
    public String address(String host) {
        return locked(() -> host(host).address);
    }

    /**
     * Gives a host a further name, which leads to its first address.
     *
     * @param host the host
     * @param name the name, such as {@code mdw.example.com}
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if there is no such host, or the name leads to one already
     */
    public void addName(String host, String name) {
        Checks.notNull(name, "name");
        event("name " + name + " of " + host, () -> mishaps.addName(host(host), name, host(host).address));
    }

    /**
     * Has the master's catalog name a host otherwise from now on, for all servers on it.
     *
     * @param host the host
     * @param hostname what its column {@code hostname} holds; made a name of the host if it is none
     * @param address what its column {@code address} holds; made a name of the host if it is none
     * @throws NullPointerException if a name is null
     * @throws IllegalArgumentException if there is no such host, or a name leads to another one
     */
    public void nameInCatalog(String host, String hostname, String address) {
        Checks.notNull(hostname, "hostname");
        Checks.notNull(address, "address");
        event(
                host + " is " + hostname + "/" + address + " in the catalog",
                () -> mishaps.nameInCatalog(host(host), hostname, address));
    }

    /**
     * Has the standby on a host name its master otherwise in its {@code primary_conninfo}. Its stream goes on.
     *
     * @param host the standby's host
     * @param master the name or address; must lead to a host
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if there is no such host
     * @throws IllegalStateException if no standby's directory is there
     */
    public void followsAs(String host, String master) {
        host(Checks.notNull(master, "master"));
        event("primary_conninfo on " + host + " names " + master, () -> mishaps.followsAs(host(host), master));
    }

    /**
     * Says that a part of the paths on a host is a symbolic link, and that servers were started by where it leads: so {@code ps} shows
     * other paths than catalog and specification.
     *
     * @param host the host
     * @param link the path of the link, such as {@code /data}
     * @param target where it leads, such as {@code /disk1/data}
     * @throws NullPointerException if a path is null
     * @throws IllegalArgumentException if there is no such host
     */
    public void linkDirectory(String host, String link, String target) {
        Checks.notNull(link, "link");
        Checks.notNull(target, "target");
        event(
                link + " on " + host + " leads to " + target,
                () -> host(host).directoryLinks.put(link, target));
    }

    /**
     * Starts a server of somebody else on a host, such as that of a container.
     *
     * @param host the host
     * @param user who runs it, as {@code ps} prints it; where it is {@code gpadmin}, the login may see where it works
     * @param command its command, such as {@code postgres}
     * @param directory the directory that it works in, as it calls it
     * @param port its port
     * @return its process id
     * @throws NullPointerException if a text is null
     * @throws IllegalArgumentException if there is no such host
     */
    public int startNeighbour(String host, String user, String command, String directory, int port) {
        return startNeighbour(host, user, 1, command, directory, port);
    }

    /**
     * Starts a process of such a server.
     *
     * @param host the host
     * @param user who runs it, as {@code ps} prints it
     * @param parent its parent's process id; 1 for one whose parent is gone
     * @param command its command or title
     * @param directory the directory that it works in, as it calls it
     * @param port the port that is noted in that directory; 0 for none
     * @return its process id
     * @throws NullPointerException if a text is null
     * @throws IllegalArgumentException if there is no such host
     */
    public int startNeighbour(String host, String user, int parent, String command, String directory, int port) {
        Checks.notNull(user, "user");
        Checks.notNull(command, "command");
        Checks.notNull(directory, "directory");
        int pid = locked(() -> host(host).newPid());
        event(
                "'" + command + "' of " + user + " on " + host,
                () -> host(host).neighbours.add(new Neighbour(user, pid, parent, command, directory, port)));
        return pid;
    }

    /**
     * Ends a process that {@link #startNeighbour} started; one that is gone is no error.
     *
     * @param host the host
     * @param pid its process id
     * @throws IllegalArgumentException if there is no such host
     */
    public void endNeighbour(String host, int pid) {
        event(
                "process " + pid + " on " + host + " ends",
                () -> host(host).neighbours.removeIf(n -> n.pid() == pid));
    }

    /**
     * Ends it as a transport: who waits for a command gets {@code LOST}, and none is run any more. The truth can still be read.
     */
    @Override
    public void close() {
        synchronized (time) {
            runner.close();
            judgeEnd();
        }
    }

    void judgeEnd() {
        synchronized (time) {
            invariants.end(this);
        }
    }

    List<Violation> violations() {
        return locked(invariants::violations);
    }

    /** Returns the cluster's name and who can write. */
    @Override
    public String toString() {
        return "simulated cluster " + spec.name() + ", " + truth;
    }

    <T> T locked(Supplier<T> action) {
        synchronized (time) {
            return action.get();
        }
    }

    SimHost host(String name) {
        SimHost host = world.host(Checks.notNull(name, "host"));
        if (host == null) {
            throw new IllegalArgumentException(
                    "host was '" + name + "' but the cluster has only " + world.hosts.keySet());
        }
        return host;
    }

    ServerDirectory directory(String host, String path) {
        ServerDirectory directory = host(host).directories.get(Checks.notNull(path, "path"));
        if (directory == null) {
            throw new IllegalArgumentException("path was '" + path + "' but the data directories on " + host + " are "
                    + host(host).directories.keySet());
        }
        return directory;
    }

    void event(String what, Runnable action) {
        synchronized (time) {
            action.run();
            world.log.event(time.now(), what);
            world.check();
        }
    }
}
