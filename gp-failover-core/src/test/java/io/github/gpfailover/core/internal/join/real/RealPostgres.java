package io.github.gpfailover.core.internal.join.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.Greenplum7Dialect;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.inspect.Inspection;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.JoinFactsOf;
import io.github.gpfailover.core.internal.inspect.LiveInspection;
import io.github.gpfailover.core.internal.join.FollowProof;
import io.github.gpfailover.core.internal.probe.ProcessEvidence;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * PostgreSQL's real programs, {@code pg_rewind} and {@code pg_waldump} among them, as Debian's packages install them, behind a
 * {@code greenplum_path.sh} that leads to them. They exist to answer the commands that the library builds. PostgreSQL 13 and later have the
 * terms of Greenplum 7, and a {@code pg_rewind} that recovers. All files are below one directory, which is removed at the end.
 */
final class RealPostgres {

    static final HostName HOST = HostName.of("127.0.0.1");
    static final String USER = "gpadmin";

    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final List<String> PROGRAMS = List.of(
            "initdb", "pg_basebackup", "pg_controldata", "pg_ctl", "pg_rewind", "pg_waldump", "postgres", "psql");
    private static final int OLDEST = 13;
    private static final Duration LONG = Duration.ofSeconds(60);

    // A log's segments of 1 MB make ends at their borders cheap, and copies small.
    private static final String SETTINGS = """
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            fsync = off
            autovacuum = off
            wal_level = replica
            max_wal_senders = 4
            wal_receiver_status_interval = 1s
            wal_retrieve_retry_interval = 100ms
            wal_keep_size = 64MB
            shared_buffers = 16MB
            max_connections = 20
            """;

    private static RealPostgres found;

    private final Path home;
    private final CommandTransport transport;
    private final ClusterSpec cluster;
    private final Dialect dialect;
    private final List<RealServer> servers = new ArrayList<>();

    private RealPostgres(Path home, ServersOwner owner) {
        this.home = home;
        this.transport = new OwnersTransport(HOST, owner, home);
        this.cluster = ClusterSpec.builder("real")
                .master(HOST.value())
                .adminUser(USER)
                .database("template1")
                .home(home.resolve("product").toString())
                .build();
        this.dialect = new Greenplum7Dialect(cluster);
    }

    /** Gives the programs; where they are not installed, or can't run, the test is skipped and says why. */
    static synchronized RealPostgres find() throws Exception {
        Optional<Path> programs = programs();
        assumeTrue(
                programs.isPresent(),
                "there is no PostgreSQL with " + PROGRAMS + " below " + PACKAGES + ": Debian's package postgresql-"
                        + OLDEST + ", or of a later version, brings one");
        if (found == null) {
            ServersOwner owner = ServersOwner.find();
            Path home = Files.createTempDirectory("gp-failover-real-");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(
                    Files.createDirectory(home.resolve("product")).resolve("greenplum_path.sh"),
                    "PATH=" + programs.get() + ":$PATH\nexport PATH\n");
            RealPostgres made = new RealPostgres(home, owner);
            Runtime.getRuntime().addShutdownHook(new Thread(made::remove));
            Files.setAttribute(home, "unix:uid", owner.uid());
            made.makeTemplate();
            found = made;
        }
        return found;
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PACKAGES)) {
            return versions.filter(v -> v.getFileName().toString().matches("\\d{1,4}"))
                    .filter(v -> version(v) >= OLDEST)
                    .max(Comparator.comparingInt(RealPostgres::version))
                    .map(v -> v.resolve("bin"))
                    .filter(b -> PROGRAMS.stream().allMatch(p -> Files.isExecutable(b.resolve(p))));
        }
    }

    private static int version(Path directory) {
        return Integer.parseInt(directory.getFileName().toString());
    }

    private void makeTemplate() throws InterruptedException {
        initialise(template());
    }

    /** Makes another cluster's files, with a system identifier of its own. */
    void initialise(String directory) throws InterruptedException {
        run(program(
                "initdb",
                "-D",
                directory,
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-k",
                "-N",
                "--wal-segsize=1"));
        // Where the command that starts a server has its output written.
        run(Command.of("mkdir", directory + "/log"));
        append(directory + "/postgresql.conf", SETTINGS);
        // No entry for a standby's receiver: a test that has one adds it as the library does.
        run(Command.builder(List.of("sh", "-c", "cat >\"$0\"", directory + "/pg_hba.conf"))
                .stdin("host all all 127.0.0.1/32 trust\n")
                .build());
    }

    private String template() {
        return home.resolve("template").toString();
    }

    Dialect dialect() {
        return dialect;
    }

    JoinCommands joining() {
        return dialect.joining();
    }

    CommandTransport transport() {
        return transport;
    }

    Inspection inspection() {
        return new LiveInspection(cluster, () -> dialect, transport, InstantSource.system(), Sleeper.system());
    }

    /**
     * What the host's process table shows of a server. Where servers that others start and end hide it, another observation shows more.
     */
    InstanceState seen(RealServer server) throws Exception {
        ObservationRequest request = ObservationRequest.builder(cluster)
                .instances(List.of(server.at()))
                .timeout(LONG)
                .build();
        ProcessEvidence look = new ProcessEvidence(request, transport, InstantSource.system());
        AtomicReference<InstanceState> seen = new AtomicReference<>();
        await("the process table tells whether " + server.at() + " runs", () -> {
            seen.set(look.look(server.at()));
            return !seen.get().liveness().isUnknown();
        });
        return seen.get();
    }

    /** All that is read to judge a directory. */
    JoinFacts facts(RealServer old, RealServer master) throws Exception {
        InstanceState server = InstanceState.builder(master.at())
                .liveness(seen(master).liveness())
                .role(InstanceRole.MASTER)
                .position(Optional.of(master.written()))
                .timeline(OptionalInt.of(master.timeline()))
                .build();
        return inspection().ask(new JoinFactsOf(old.at(), server));
    }

    /** Whether a directory can follow. */
    FollowProof proof(RealServer old, RealServer master) throws Exception {
        return FollowProof.of(facts(old, master), Optional.of(seen(old)));
    }

    /** A command that runs one of the programs. */
    Command program(String... words) {
        return Command.builder(List.of(words))
                .sourcing(dialect.environmentScript())
                .variable("LC_ALL", "C")
                .timeout(LONG)
                .build();
    }

    /** Runs what must succeed. */
    CommandResult run(Command command) throws InterruptedException {
        CommandResult result = attempt(command);
        if (!result.exitedZero()) {
            fail(command + " ended with " + result.exitText() + ":\n" + result.stdout() + result.stderr());
        }
        return result;
    }

    /** Runs what may fail. */
    CommandResult attempt(Command command) throws InterruptedException {
        return transport.execute(HOST, command);
    }

    void append(String file, String text) throws InterruptedException {
        run(joining().append(file, text));
    }

    /** A server with files of its own; it does not run yet. */
    RealServer server(String name) throws InterruptedException {
        RealServer server = place(name);
        run(Command.of("cp", "-a", template(), server.directory()));
        return server;
    }

    /** A location for a server, where nothing is yet. */
    synchronized RealServer place(String name) {
        String directory = home.resolve(name + "-" + servers.size()).toString();
        RealServer server = new RealServer(this, directory);
        servers.add(server);
        return server;
    }

    /** Waits until something holds. */
    void await(String what, Condition condition) throws Exception {
        Sleeper sleeper = Sleeper.system();
        long begin = sleeper.nanoTime();
        while (!condition.holds()) {
            assertThat(Duration.ofNanos(sleeper.nanoTime() - begin)).as(what).isLessThan(LONG);
            sleeper.sleep(Duration.ofMillis(10));
        }
    }

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    private void remove() {
        servers.stream().filter(s -> Files.exists(Path.of(s.directory()))).forEach(RealServer::close);
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
