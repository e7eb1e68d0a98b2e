package io.github.gpfailover.core.internal.join;

import static io.github.gpfailover.core.internal.join.Facts.FORK;
import static io.github.gpfailover.core.internal.join.Facts.IDENTIFIER;
import static io.github.gpfailover.core.internal.join.Facts.MDW;
import static io.github.gpfailover.core.internal.join.Facts.SMDW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.dialect.Greenplum6Dialect;
import io.github.gpfailover.core.internal.inspect.AddressOf;
import io.github.gpfailover.core.internal.inspect.DirectoryState.Presence;
import io.github.gpfailover.core.internal.inspect.FileText;
import io.github.gpfailover.core.internal.inspect.JoinFacts;
import io.github.gpfailover.core.internal.inspect.JoinFactsOf;
import io.github.gpfailover.core.internal.inspect.LiveInspection;
import io.github.gpfailover.core.internal.inspect.ReplicationLogin;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Sleeper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What LiveInspection asks two hosts, and what it makes of their answers. */
class DirectoryFactsTest {

    private static final ClusterSpec CLUSTER =
            ClusterSpec.builder("prod").master("mdw").standby("smdw").build();
    private static final String SURVEY = "look at a data directory";
    private static final String LOGIN = "host=smdw port=5432 dbname=replication replication=true -c IDENTIFY_SYSTEM";
    private static final String HISTORY = "cat -- /data/master/gpseg-1/pg_xlog/00000004.history";
    private static final String LOG = "pg_xlogdump -p /data/master/gpseg-1/pg_xlog -t ";
    private static final String FROM = " -s 0/2403C458 -n ";
    private static final String RECORD =
            "rmgr: XLOG        len (rec/tot):     96/   128, tx:          0, lsn: 0/2403C458, prev 0/2403C3F0, bkp: 0000, desc: "
                    + Facts.RECORD.description() + "\n";
    private static final String FILE = "test -e /data/master/gpseg-1/pg_xlog/0000000";
    private static final String NO_FILE =
            "pg_xlogdump: FATAL:  could not find file \"000000030000000000000009\": No such file or directory\n";
    private static final InstanceState MASTER = InstanceState.builder(SMDW)
            .liveness(Liveness.running(List.of()))
            .role(InstanceRole.MASTER)
            .position(Optional.of(Lsn.parse("0/240D08C8")))
            .timeline(OptionalInt.of(4))
            .build();

    private final ScriptedHosts hosts = new ScriptedHosts();

    @BeforeEach
    void anOldMasterThatCanFollow() {
        hosts.on(
                        "mdw",
                        SURVEY,
                        0,
                        "kind=directory\nmount=no\nversion=9.4\nfile=global/pg_control\nfile=internal.auto.conf\nend\n",
                        "")
                .on("mdw", "pg_controldata", 0, control("shut down", 3, "0/2403C458", "0/0", 0), "")
                .on("smdw", "pg_controldata", 0, control("in production", 4, "0/240D0000", "0/0", 0), "")
                .on("mdw", LOGIN, 0, IDENTIFIER + "|4|0/240D08C8|\n", "")
                .on("smdw", HISTORY, 0, "3\t0/2403C4D8\tno recovery target specified\n", "")
                .on("mdw", LOG + 3 + FROM + 2, 1, RECORD, Facts.END + "\n")
                .on("smdw", LOG + 3 + FROM + 1, 0, RECORD, "")
                .on("mdw", FILE + 3, 0, "", "")
                .on("smdw", FILE + 3, 0, "", "")
                .on("smdw", FILE + 4, 0, "", "");
    }

    @Test
    void areThoseOfTheProof() throws InterruptedException {
        JoinFacts facts = ask();

        assertThat(FollowProof.of(facts, new Facts().server).against()).isEmpty();
        assertThat(facts.at()).isEqualTo(MDW);
        assertThat(facts.master()).isEqualTo(SMDW);
        assertThat(facts.timeline()).hasValue(4);
        assertThat(facts.history().orElseThrow().leftAt(3)).contains(FORK);
        assertThat(facts.login()).isEqualTo(new ReplicationLogin.Accepted(IDENTIFIER, 4, Lsn.parse("0/240D08C8")));
        assertThat(hosts.asked).hasSize(9);
    }

    @Test
    void nothingIsSentThatChangesAnything() throws InterruptedException {
        ask();

        assertThat(hosts.mutating).isEmpty();
    }

    /** The programs search five seconds for a file that is not there, so nobody asks them. */
    @Test
    void theMastersOwnTimelineIsLookedAtWhereTheOldOnesFileIsGone() throws InterruptedException {
        hosts.on("smdw", FILE + 3, 1, "", "").on("smdw", LOG + 4 + FROM + 1, 0, RECORD, "");

        assertThat(FollowProof.of(ask(), new Facts().server).against()).isEmpty();
        assertThat(hosts.asked).noneMatch(q -> q.startsWith("smdw: " + LOG + 3));
    }

    @Test
    void theMastersOwnTimelineIsLookedAtWhereTheOldOnesFileGoesMeanwhile() throws InterruptedException {
        hosts.on("smdw", LOG + 3 + FROM + 1, 1, "", NO_FILE).on("smdw", LOG + 4 + FROM + 1, 0, RECORD, "");

        assertThat(FollowProof.of(ask(), new Facts().server).against()).isEmpty();
    }

    /** A file of the old timeline may hold what another timeline left there: the dump begins after the position (recording j0). */
    @Test
    void theMastersOwnTimelineIsLookedAtWhereTheOldOnesFileHasNoRecordThere() throws InterruptedException {
        String skips = "first record is after 0/2403C458, at 0/2403C478, skipping over 32 bytes\n"
                + RECORD.replace("lsn: 0/2403C458", "lsn: 0/2403C478");
        hosts.on("smdw", LOG + 3 + FROM + 1, 0, skips, "").on("smdw", LOG + 4 + FROM + 1, 0, RECORD, "");

        assertThat(FollowProof.of(ask(), new Facts().server).against()).isEmpty();
    }

    @Test
    void whatTheMastersOwnTimelineDoesNotHoldEitherIsNotProved() throws InterruptedException {
        hosts.on("smdw", LOG + 3 + FROM + 1, 1, "", NO_FILE).on("smdw", LOG + 4 + FROM + 1, 1, "", NO_FILE);

        assertThat(FollowProof.of(ask(), new Facts().server).against())
                .singleElement()
                .asString()
                .contains("the master's log holds no record at 0/2403C458");
    }

    @ParameterizedTest
    @ValueSource(strings = {SURVEY, "pg_controldata", LOGIN, LOG + 3 + FROM + 2})
    void aQuestionThatTheOldHostCanNotBeAskedIsSaidAndNotThrown(String question) throws InterruptedException {
        hosts.lost("mdw", question, TransportException.Reason.TIMEOUT);

        assertThat(FollowProof.of(ask(), new Facts().server).against())
                .isNotEmpty()
                .anyMatch(r -> r.contains("mdw did not answer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pg_controldata", HISTORY, LOG + 3 + FROM + 1})
    void aQuestionThatTheMasterCanNotBeAskedIsSaidAndNotThrown(String question) throws InterruptedException {
        hosts.lost("smdw", question, TransportException.Reason.LOST);
        hosts.lost("smdw", LOG + 4 + FROM + 1, TransportException.Reason.LOST);

        assertThat(FollowProof.of(ask(), new Facts().server).against())
                .isNotEmpty()
                .anyMatch(r -> r.contains("smdw did not answer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SURVEY, "pg_controldata", LOGIN, LOG + 3 + FROM + 2})
    void anAnswerThatIsNotUnderstoodIsSaidAndNotThrown(String question) throws InterruptedException {
        hosts.on("mdw", question, 0, "Guten Tag\n", "");

        assertThat(FollowProof.of(ask(), new Facts().server).against()).isNotEmpty();
    }

    @Test
    void aDirectoryThatIsNotThereIsAbsent() throws InterruptedException {
        hosts.on("mdw", SURVEY, 0, "kind=absent\nmount=unknown\nversion=\nend\n", "")
                .on("mdw", "pg_controldata", 1, "", "pg_controldata: could not open file\n")
                .on("mdw", "test -e /data/master/gpseg-1", 1, "", "");

        JoinFacts facts = ask();

        assertThat(facts.old().presence()).isEqualTo(Presence.ABSENT);
        assertThat(facts.end().records()).isEmpty();
        assertThat(hosts.asked).noneMatch(c -> c.contains("pg_xlogdump"));
    }

    @Test
    void twoTimelinesOfOneMasterAreNone() throws InterruptedException {
        hosts.on("mdw", LOGIN, 0, IDENTIFIER + "|5|0/240D08C8|\n", "");

        JoinFacts facts = ask();

        assertThat(facts.timeline()).isEmpty();
        assertThat(FollowProof.of(facts, new Facts().server).against())
                .containsExactly("which timeline the master writes is not known: the master did not tell its timeline,"
                        + " or two of them");
    }

    @Test
    void aMissingEntryLeavesTheTimelineThatWasObserved() throws InterruptedException {
        hosts.on(
                "mdw",
                LOGIN,
                2,
                "",
                "psql: FATAL:  no pg_hba.conf entry for replication connection from host \"10.0.0.11\", user \"gpadmin\", SSL off\n");

        JoinFacts facts = ask();

        assertThat(facts.login()).isEqualTo(new ReplicationLogin.NoEntry("10.0.0.11"));
        assertThat(facts.timeline()).hasValue(4);
        assertThat(FollowProof.of(facts, new Facts().server).against()).isEmpty();
    }

    @Test
    void theFirstTimelineHasNoHistory() throws InterruptedException {
        hosts.on("mdw", LOGIN, 0, IDENTIFIER + "|1|0/240D08C8|\n", "");
        InstanceState first = InstanceState.builder(SMDW)
                .liveness(MASTER.liveness())
                .role(MASTER.role())
                .position(MASTER.position())
                .timeline(OptionalInt.of(1))
                .build();

        JoinFacts facts = inspection().ask(new JoinFactsOf(MDW, first));

        assertThat(facts.historyNote()).isEqualTo("timeline 1 has none: it is the first");
        assertThat(hosts.asked).noneMatch(c -> c.contains(".history"));
    }

    @Test
    void aFileIsReadOrNotThereOrCanNotBeTold() throws InterruptedException {
        hosts.on("mdw", "cat -- /a", 0, "text\n", "")
                .on("mdw", "cat -- /b", 1, "", "cat: /b: No such file or directory\n")
                .on("mdw", "test -e /b", 1, "", "")
                .on("mdw", "cat -- /c", 1, "", "cat: /c: Permission denied\n")
                .on("mdw", "test -e /c", 0, "", "")
                .lost("mdw", "cat -- /d", TransportException.Reason.TIMEOUT);

        assertThat(inspection().ask(new FileText(MDW.host(), "/a"))).contains("text\n");
        assertThat(inspection().ask(new FileText(MDW.host(), "/b"))).isEmpty();
        assertThatThrownBy(() -> inspection().ask(new FileText(MDW.host(), "/c")))
                .isInstanceOf(UnreadableOutputException.class)
                .hasMessageContaining("Permission denied");
        assertThatThrownBy(() -> inspection().ask(new FileText(MDW.host(), "/d")))
                .isInstanceOf(TransportException.class);
    }

    @Test
    void anAddressIsThatOfTheHostsOwnResolver() throws InterruptedException {
        hosts.on("smdw", "getent ahostsv4 mdw", 0, "10.0.0.11       STREAM mdw\n10.0.0.11       DGRAM\n", "");
        hosts.on("mdw", "getent ahostsv4 smdw", 2, "", "");

        assertThat(inspection().ask(new AddressOf(SMDW.host(), MDW.host()))).contains("10.0.0.11");
        assertThat(inspection().ask(new AddressOf(MDW.host(), SMDW.host()))).isEmpty();
    }

    private JoinFacts ask() throws InterruptedException {
        return inspection().ask(new JoinFactsOf(MDW, MASTER));
    }

    private LiveInspection inspection() {
        return new LiveInspection(
                CLUSTER,
                () -> new Greenplum6Dialect(CLUSTER),
                hosts,
                InstantSource.fixed(Instant.EPOCH),
                Sleeper.system());
    }

    /** Recording 26 with other values. */
    private static String control(String state, int timeline, String checkpoint, String recovers, int on) {
        String text = Recording.load("26").stdout();
        return text.substring(text.indexOf("pg_control version"), text.indexOf("total 12"))
                .replaceAll("(cluster state: +).*", "$1" + state)
                .replaceAll("(Latest checkpoint location: +).*", "$1" + checkpoint)
                .replaceAll("(Latest checkpoint's REDO location: +).*", "$1" + checkpoint)
                .replaceAll("(Latest checkpoint's (?:Prev)?TimeLineID: +).*", "$1" + timeline)
                .replaceAll("(Minimum recovery ending location: +).*", "$1" + recovers)
                .replaceAll("(Min recovery ending loc's timeline: +).*", "$1" + on);
    }
}
