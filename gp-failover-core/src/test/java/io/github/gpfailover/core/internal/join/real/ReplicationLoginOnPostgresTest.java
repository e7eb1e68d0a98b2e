package io.github.gpfailover.core.internal.join.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin.Accepted;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin.Failed;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin.NoEntry;
import io.github.gpfailover.core.internal.inspect.ReplicationLoginOn;
import io.github.gpfailover.spi.CommandResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a real master answers a login like that of a standby's receiver. */
@Timeout(300)
class ReplicationLoginOnPostgresTest {

    private RealPostgres postgres;
    private RealServer master;

    @BeforeEach
    void startTheMaster() throws Exception {
        postgres = RealPostgres.find();
        master = postgres.server("master");
        master.start();
    }

    @AfterEach
    void end() {
        if (master != null) {
            master.close();
        }
    }

    @Test
    void isRefusedUntilTheLineThatIsWrittenForItStandsThere() throws Exception {
        ReplicationLogin refused = login();
        assertThat(refused).isEqualTo(new NoEntry("127.0.0.1"));

        master.letIn();
        assertThat(login()).as("before the file is read again").isEqualTo(refused);
        postgres.run(postgres.joining().reload(master.at()));
        postgres.await("the master has read the file again", () -> !login().equals(refused));

        assertThat(login()).isInstanceOfSatisfying(Accepted.class, a -> {
            assertThat(a.systemIdentifier()).isEqualTo(control());
            assertThat(a.timeline()).isEqualTo(1);
        });
        Accepted accepted = (Accepted) login();
        assertThat(accepted.position()).isEqualTo(master.written());
    }

    @Test
    void tellsTheTimelineAfterAPromotion() throws Exception {
        master.letIn();
        postgres.run(postgres.joining().reload(master.at()));
        postgres.await("the master lets a receiver in", () -> login() instanceof Accepted);
        RealServer standby = master.standby();
        try {
            master.stop();
            standby.promote();
            assertThat(postgres.inspection().ask(new ReplicationLoginOn(RealPostgres.HOST, standby.at())))
                    .isInstanceOfSatisfying(
                            Accepted.class, a -> assertThat(a.timeline()).isEqualTo(2));
        } finally {
            standby.close();
        }
    }

    @Test
    void failsWhereNobodyListensAndSaysSo() throws Exception {
        master.stop();

        assertThat(login())
                .isInstanceOfSatisfying(Failed.class, f -> assertThat(f.why()).isNotEmpty());
    }

    @Test
    void isNoMissingEntryWhereAnEntryRejects() throws Exception {
        postgres.append(master.file("pg_hba.conf").toString(), "host replication all 127.0.0.1/32 reject\n");
        postgres.run(postgres.joining().reload(master.at()));
        postgres.await("the master has read the file again", () -> !(login() instanceof NoEntry));

        assertThat(login())
                .isInstanceOfSatisfying(
                        Failed.class, f -> assertThat(f.why()).contains("pg_hba.conf rejects replication connection"));
    }

    private String control() {
        try {
            return master.control().systemIdentifier();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ReplicationLogin login() throws Exception {
        CommandResult said = postgres.attempt(postgres.joining().replicationIdentity(master.at(), master.at()));
        ReplicationLogin read = ReplicationLogin.read(said);
        if (!(read instanceof Accepted)) {
            assertThat(postgres.inspection().ask(new ReplicationLoginOn(RealPostgres.HOST, master.at())))
                    .hasSameClassAs(read);
        }
        return read;
    }
}
