package io.github.gpfailover.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.core.journal.JdbcJournal;
import io.github.gpfailover.core.lease.JdbcLease;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.error.LeaseException;
import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.spi.Lease;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Journal and lease in a database that fails, or is not what it should be. */
@Tag("postgres")
@Timeout(300)
class JdbcStoreFaultsTest {

    private StoreServer server;
    private String schema;

    @BeforeEach
    void useTheNewest() {
        server = StoreServer.of("newest");
        schema = StoreServer.newSchema();
    }

    @Test
    void aSchemaOfALaterVersionIsRefusedByItsNumber() throws SQLException {
        journal(server.source()).prepare();
        server.sql("update " + schema + ".version set number = 2");

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal(server.source()).append(entry(1)))
                .withMessageContaining("the schema " + schema + " has version 2")
                .withMessageContaining("a later one");
        assertThatExceptionOfType(LeaseException.class)
                .isThrownBy(() ->
                        JdbcLease.in(server.source()).schema(schema).build().acquire("prod", "x"))
                .withMessageContaining("has version 2");
    }

    @Test
    void anEntryOfALaterFormatIsRefusedByItsNumber() throws SQLException {
        JdbcJournal journal = journal(server.source());
        journal.append(entry(1));
        server.sql("update " + schema + ".journal set entry = replace(entry, '\"format\":1', '\"format\":9')");

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.read("e1"))
                .withMessageContaining("entry 1 of execution e1")
                .withMessageContaining("has format 9");
    }

    @Test
    void aRowThatIsMissingIsNoticed() throws SQLException {
        JdbcJournal journal = journal(server.source());
        for (int i = 1; i <= 3; i++) {
            journal.append(entry(i));
        }
        server.sql("delete from " + schema + ".journal where sequence = 2");

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.read("e1"))
                .withMessageContaining("entry 3 of execution e1");
    }

    @Test
    void aServerOfTooOldAVersionIsRefused() throws IOException {
        try (PostgresServer old = PostgresServer.initialised(PostgresBinaries.find())) {
            old.start();
            DataSource source = StoreServer.source(
                    "jdbc:postgresql://127.0.0.1:" + old.location().port() + "/postgres",
                    PostgresServer.USER,
                    PostgresServer.PASSWORD);

            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal(source).prepare())
                    .withMessageContaining("9.6")
                    .withMessageContaining("12 or later");
        }
    }

    @Test
    void noSecretReachesAMessage() {
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres?user=owner&password=top+secret";
        DataSource wrongPassword = StoreServer.lending(() -> DriverManager.getConnection(url));
        DataSource noDriver =
                StoreServer.lending(() -> DriverManager.getConnection(url.replace("postgresql", "nosuchdriver")));

        for (DataSource source : new DataSource[] {wrongPassword, noDriver}) {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal(source).append(entry(1)))
                    .satisfies(e -> assertThat(e).hasNoCause())
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret", "jdbc:"));
        }
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal(wrongPassword).append(entry(1)))
                .withMessageContaining("28P01")
                .withMessageContaining("pg_hba.conf");
    }

    @Test
    void aRoleWithTheGrantsThatAreDocumentedCanUseWhatAnotherMade() throws SQLException {
        journal(server.source()).prepare();
        String role = "engine_" + schema;
        server.sql("create role " + role + " login password '" + StoreServer.PASSWORD.replace("'", "''") + "'");
        server.sql("grant usage on schema " + schema + " to " + role);
        server.sql("grant select on " + schema + ".version to " + role);
        server.sql("grant select, insert on " + schema + ".journal to " + role);
        server.sql("grant select, insert, update on " + schema + ".lease to " + role);

        JdbcJournal journal = journal(server.source(role));
        journal.append(entry(1));
        assertThat(journal.read("e1")).hasSize(1);
        Lease lease = JdbcLease.in(server.source(role)).schema(schema).build();
        lease.acquire("prod", "first").close();
        lease.acquire("prod", "second").close();
        server.sql("revoke insert on " + schema + ".journal from " + role);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(entry(2)))
                .withMessageContaining("42501")
                .withMessageContaining("docs/journal-and-lease.md");
    }

    @Test
    void anEntryWhoseCommitWasNotConfirmedCountsIfItIsThere() {
        AtomicBoolean breaks = new AtomicBoolean();
        DataSource source = breakingAtCommit(breaks, true);
        JdbcJournal journal = journal(source);
        journal.append(entry(1));
        breaks.set(true);

        journal.append(entry(2));

        assertThat(journal.read("e1")).hasSize(2);
    }

    @Test
    void anEntryWhoseCommitDidNotHappenIsToldAsDoubtful() {
        AtomicBoolean breaks = new AtomicBoolean();
        DataSource source = breakingAtCommit(breaks, false);
        JdbcJournal journal = journal(source);
        journal.append(entry(1));
        breaks.set(true);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> journal.append(entry(2)))
                .withMessageContaining("may have been written all the same");
        journal.append(entry(2));

        assertThat(journal.read("e1")).hasSize(2);
    }

    @Test
    void aConnectionGoesBackAsItCame() throws SQLException {
        try (Connection one = server.source().getConnection()) {
            one.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            DataSource source = StoreServer.lending(() -> unclosable(one));

            journal(source).append(entry(1));

            assertThat(one.getAutoCommit()).isTrue();
            assertThat(one.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(one.getNetworkTimeout()).isZero();
            assertThat(text(one, "show statement_timeout")).isEqualTo("0");
        }
    }

    @Test
    void anEntryIsDurableEvenWhereTheServersDefaultIsNot() throws SQLException {
        AtomicBoolean on = new AtomicBoolean();
        DataSource source = StoreServer.lending(() -> {
            Connection real = server.source().getConnection();
            try (var s = real.createStatement()) {
                s.execute("set synchronous_commit = off");
            }
            return watching(
                    real,
                    "commit",
                    () -> on.set(text(real, "show synchronous_commit").equals("on")));
        });

        JdbcJournal journal = journal(source);
        journal.append(entry(1));

        assertThat(on).isTrue();
        journal.note(entry(2));
        assertThat(on).as("for an entry that is only noted").isFalse();
    }

    @Test
    void aServerThatIsGoneIsToldAndTheNextEntryIsRightOnceItIsBack() {
        JdbcJournal journal = journal(server.source());
        journal.append(entry(1));
        server.stop();
        try {
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> journal.append(entry(2)))
                    .withMessageContaining("bring the server back")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(StoreServer.PASSWORD));
            assertThatExceptionOfType(JournalException.class).isThrownBy(() -> journal.read("e1"));
        } finally {
            server.start();
        }

        journal.append(entry(2));

        assertThat(journal.read("e1")).hasSize(2);
    }

    @Test
    void withTheDatabaseGoneALeaseIsHeldForItsTimeAndThenLostForGood() throws InterruptedException {
        HandSetTime time = new HandSetTime();
        Lease lease = JdbcLease.in(server.source()).schema(schema).sleeper(time).build();
        Lease.Held held = lease.acquire("prod", "first");
        server.stop();
        try {
            for (int i = 0; i < 26; i++) {
                time.awaitSleepers(1);
                time.pass(Duration.ofSeconds(1));
                assertThat(held.stillHeld()).as("after %s s", i + 1).isTrue();
            }
            assertThatExceptionOfType(LeaseException.class).isThrownBy(() -> lease.acquire("prod", "second"));
            time.pass(Duration.ofSeconds(1));

            assertThat(held.stillHeld()).isFalse();
        } finally {
            server.start();
        }
        assertThat(held.stillHeld()).isFalse();
        held.close();

        try (Lease.Held next = lease.acquire("prod", "second")) {
            assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
        }
    }

    @Test
    void aHolderThatSleptIsReplacedAndKnowsIt() throws SQLException {
        HandSetTime time = new HandSetTime();
        Lease lease = JdbcLease.in(server.source()).schema(schema).sleeper(time).build();
        Lease.Held first = lease.acquire("prod", "first");
        time.leap(Duration.ofMinutes(1));
        server.sql("update " + schema + ".lease set expires = clock_timestamp() - interval '1 second'");

        Lease other = JdbcLease.in(server.source()).schema(schema).build();
        try (Lease.Held second = other.acquire("prod", "second")) {
            assertThat(second.realm()).isEqualTo(first.realm());
            assertThat(second.fencingToken()).isEqualTo(first.fencingToken() + 1);
            assertThat(first.stillHeld()).isFalse();
            first.close();
            assertThat(second.stillHeld()).isTrue();
            assertThatExceptionOfType(LeaseHeldException.class).isThrownBy(() -> lease.acquire("prod", "third"));
        }
    }

    @Test
    void aHolderWhoseRowAnotherTookKnowsItAtTheNextRenewal() throws Exception {
        HandSetTime time = new HandSetTime();
        Lease.Held held = JdbcLease.in(server.source())
                .schema(schema)
                .sleeper(time)
                .build()
                .acquire("prod", "first");
        time.awaitSleepers(1);
        server.sql("update " + schema + ".lease set token = token + 1");
        time.pass(Duration.ofSeconds(10));
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 600 && held.stillHeld(); i++) {
            never.await(50, TimeUnit.MILLISECONDS);
        }

        assertThat(held.stillHeld()).isFalse();
        held.close();
        assertThat(server.sql("select expires > clock_timestamp() from " + schema + ".lease"))
                .as("the other's row is as it was")
                .isEqualTo("t");
    }

    private JdbcJournal journal(DataSource source) {
        return JdbcJournal.in(source).schema(schema).build();
    }

    private static JournalEntry entry(long sequence) {
        return new JournalEntry(
                "e1",
                sequence,
                Instant.EPOCH,
                0,
                sequence == 1 ? new JournalRecord.PlanBegun("prod", "{}") : new JournalRecord.StepBegun());
    }

    private interface Watcher {
        void before() throws SQLException;
    }

    private static Connection watching(Connection real, String watched, Watcher watcher) {
        return (Connection) Proxy.newProxyInstance(
                JdbcStoreFaultsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals(watched)) {
                        watcher.before();
                    }
                    if (method.getName().equals("close") && watched.equals("nothing")) {
                        return null;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Connection unclosable(Connection real) {
        return watching(real, "nothing", () -> {});
    }

    /** Once, the connection breaks at the commit; the server has done it, or not. */
    private DataSource breakingAtCommit(AtomicBoolean breaks, boolean committed) {
        return StoreServer.lending(() -> {
            Connection real = server.source().getConnection();
            return watching(real, "commit", () -> {
                if (breaks.getAndSet(false)) {
                    if (committed) {
                        real.commit();
                    }
                    real.close();
                    throw new SQLException("the connection broke: password=secret", "08006");
                }
            });
        });
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (var s = connection.createStatement();
                var row = s.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
