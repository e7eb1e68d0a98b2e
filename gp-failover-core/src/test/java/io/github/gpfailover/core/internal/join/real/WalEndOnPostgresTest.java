package io.github.gpfailover.core.internal.join.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.core.internal.join.FollowProof;
import io.github.gpfailover.core.internal.text.ControlData;
import io.github.gpfailover.core.internal.text.WalEnd;
import io.github.gpfailover.core.internal.text.WalRecords;
import io.github.gpfailover.spi.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Where a log ends that was shut down, computed from its last record, against where a real server says that the next timeline forks:
 * with that record at every odd position of pages and files.
 */
@Timeout(300)
class WalEndOnPostgresTest {

    private static final long PAGE = 8192;
    private static final long FILE = 1 << 20;
    private static final long LAST_PAGE = FILE / PAGE - 1;
    private static final long HEADER = 24;
    private static final long LONG_HEADER = 40;
    private static final int TRIES = 5;

    private final LogFiller filler = new LogFiller(PAGE, FILE);
    private final List<RealServer> copies = new ArrayList<>();

    private RealPostgres postgres;
    private RealServer server;

    /**
     * Where the last record begins.
     *
     * @param page the page in its file
     * @param inPage the position in that page
     */
    private record DirectoryChecks(long page, long inPage) {}

    /**
     * A log that was ended there.
     *
     * @param timeline its timeline
     * @param begin where its last record begins
     * @param end where that ends, as it was computed
     */
    private record Ended(int timeline, Lsn begin, Lsn end) {}

    @BeforeEach
    void makeTheServer() throws Exception {
        postgres = RealPostgres.find();
        server = postgres.server("wal-end");
        // Files of the log are used again as soon as they can be: behind the end stands what was there before.
        postgres.append(
                server.file("postgresql.conf").toString(),
                "restore_command = 'false'\nwal_keep_size = 2MB\nmin_wal_size = 8MB\nmax_wal_size = 8MB\n");
        server.letIn();
        server.start();
        for (int i = 0; i < 6; i++) {
            filler.fill(server, 1, PAGE / 2);
            server.sql("checkpoint");
        }
    }

    @AfterEach
    void end() {
        copies.forEach(RealServer::close);
        if (server != null) {
            server.close();
        }
    }

    @Test
    void isWhereTheNextTimelineForksWhereverTheLastRecordLies() throws Exception {
        long length = lengthOfTheLastRecord();
        List<Ended> all = new ArrayList<>();
        for (DirectoryChecks place : places(length)) {
            Ended ended = stop(all.size() + 1, place);
            all.add(ended);
            recoverIntoANewTimeline();
            assertThat(server.history(ended.timeline() + 1).leftAt(ended.timeline()))
                    .as("the fork after a record of %s bytes at %s, %s", length, ended.begin(), place)
                    .contains(ended.end());
        }
        assertThat(all)
                .filteredOn(e -> page(e.begin()) != page(e.end()) && inPage(e.end()) > 0)
                .as("those that go over a page's end")
                .hasSizeGreaterThanOrEqualTo(7);
        assertThat(all)
                .filteredOn(e -> file(e.begin()) != file(e.end()) && inFile(e.end()) > 0)
                .as("those that go over a file's end")
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(all)
                .filteredOn(e -> inPage(e.end()) == 0 && inFile(e.end()) > 0)
                .as("those that end with a page")
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(all)
                .filteredOn(e -> inFile(e.end()) == 0)
                .as("those that end with a file")
                .hasSizeGreaterThanOrEqualTo(1);
        assertThat(all)
                .filteredOn(e -> inFile(e.begin()) == LONG_HEADER)
                .as("those that begin a file")
                .hasSizeGreaterThanOrEqualTo(1);
    }

    @Test
    void letsADirectoryFollowThatEndsAtAnOddPlace() throws Exception {
        long length = lengthOfTheLastRecord();
        int timeline = 1;
        for (DirectoryChecks place :
                List.of(new DirectoryChecks(5, PAGE - length), new DirectoryChecks(LAST_PAGE, PAGE - length))) {
            Ended ended = stop(timeline, place);
            RealServer old = server.copied("ended");
            copies.add(old);
            recoverIntoANewTimeline();

            FollowProof proof = postgres.proof(old, server);

            assertThat(proof.against()).as(place.toString()).isEmpty();
            assertThat(proof.fork()).contains(ended.end());
            old.follow(server);
            old.start();
            server.sql("create table after_" + timeline + " as select 1 as id");
            server.awaitReplay(old);
            assertThat(old.content("after_" + timeline)).isEqualTo(server.content("after_" + timeline));
            old.close();
            timeline++;
        }
    }

    private static List<DirectoryChecks> places(long length) {
        List<DirectoryChecks> all = new ArrayList<>();
        for (long page : List.of(5L, LAST_PAGE)) {
            for (long before : List.of(length + 8, length, length - 8, 24L, 8L)) {
                all.add(new DirectoryChecks(page, PAGE - before));
            }
            all.add(new DirectoryChecks(page, HEADER));
            all.add(new DirectoryChecks(page, PAGE / 2));
        }
        all.add(new DirectoryChecks(0, LONG_HEADER));
        all.add(new DirectoryChecks(0, PAGE - length));
        all.add(new DirectoryChecks(0, PAGE - 8));
        return all;
    }

    private long lengthOfTheLastRecord() throws Exception {
        server.stop();
        long length = dumped(1, server.control().checkpoint()).records().get(0).length();
        server.start();
        return (length + 7) / 8 * 8;
    }

    /** Stops it with its last record there, and reads where that ends. */
    private Ended stop(int timeline, DirectoryChecks place) throws Exception {
        ControlData control = stopAt(place);
        assertThat(control.timeline()).isEqualTo(timeline);
        Lsn begin = control.checkpoint();
        WalRecords dumped = dumped(timeline, begin);
        assertThat(dumped.records()).as("%s, %s", place, dumped.after()).hasSize(1);
        WalRecords.Entry last = dumped.records().get(0);
        assertThat(last.at()).isEqualTo(begin);
        WalEnd form = WalEnd.of(control).orElseThrow();
        Lsn end = form.after(begin, last.length()).orElseThrow();
        said(dumped.after(), begin, end, form);
        return new Ended(timeline, begin, end);
    }

    /** What the program says of the end: it names the position unless a page of older use stands there. */
    private static void said(Optional<String> after, Lsn begin, Lsn end, WalEnd form) {
        Set<String> expected = inPage(end) == 0
                ? Set.of("unexpected pageaddr ", "invalid record length at " + form.next(end), "invalid magic number ")
                : Set.of("invalid record length at " + end);
        assertThat(after.orElse("")).contains("in WAL record at " + begin);
        assertThat(expected).anyMatch(after.orElse("")::contains);
    }

    private ControlData stopAt(DirectoryChecks place) throws Exception {
        for (int i = 1; ; i++) {
            Lsn target = filler.fill(server, place.page(), place.inPage());
            server.stop();
            ControlData control = server.control();
            if (control.checkpoint().equals(target)) {
                return control;
            }
            // A record of the server's own came between.
            assertThat(i)
                    .as("%s: wanted %s, stopped at %s", place, target, control.checkpoint())
                    .isLessThan(TRIES);
            server.start();
        }
    }

    /** With the signal file a server recovers to the end of its own log, and begins a new timeline there. */
    private void recoverIntoANewTimeline() throws Exception {
        postgres.run(postgres.joining().writeNew(server.file("recovery.signal").toString(), ""));
        server.start();
        postgres.await(
                "the recovery ends",
                () -> server.sql("select pg_is_in_recovery()").equals("f"));
    }

    private WalRecords dumped(int timeline, Lsn from) throws InterruptedException {
        String next = postgres.joining().walFile(server.at(), timeline, from.plus(FILE), FILE);
        Command dump = postgres.joining().walRecords(server.at(), timeline, from, 2, FILE, Files.exists(Path.of(next)));
        return WalRecords.parse(RealPostgres.HOST, postgres.attempt(dump));
    }

    private static long page(Lsn at) {
        return at.position() / PAGE;
    }

    private static long inPage(Lsn at) {
        return at.position() % PAGE;
    }

    private static long file(Lsn at) {
        return at.position() / FILE;
    }

    private static long inFile(Lsn at) {
        return at.position() % FILE;
    }
}
