package io.github.gpfailover.core.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.cluster.ReplicationState;
import io.github.gpfailover.core.internal.Meaning;
import io.github.gpfailover.core.internal.PsqlOutput;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the recordings of psql mean. Rows of the catalog and of the stream are read as the probe reads them, after they were put into
 * the unaligned form that it asks for; single values and command tags by the tests' own reader.
 */
public class SqlMeaningTest {

    private static final List<String> CATALOG = List.of(
            "dbid", "content", "role", "preferred_role", "mode", "status", "port", "hostname", "address", "datadir");
    private static final List<String> STREAM = List.of(
            "application_name",
            "client_addr",
            "state",
            "sync_state",
            "sent_location",
            "write_location",
            "flush_location",
            "replay_location");

    @TestFactory
    Stream<DynamicTest> recordings() {
        return Meaning.tests(meanings());
    }

    /** Gives the table. */
    public static List<Meaning> meanings() {
        return List.of(
                catalog("20", "mdw is the master, smdw its standby, all is up", rows -> {
                    assertThat(rows).hasSize(10).allMatch(CatalogRow::up);
                    assertThat(masters(rows)).isEqualTo("mdw PRIMARY, smdw MIRROR");
                }),
                Meaning.of(
                        "21",
                        "the standby streams, in sync",
                        r -> observe("", PsqlOutput.read(r).tables().get(0)),
                        o -> {
                            ReplicationState stream = o.replication().orElseThrow();
                            assertThat(stream.inSync()).isTrue();
                            assertThat(stream.flush()).contains(Lsn.parse("0/C000000"));
                        }),
                Meaning.of(
                        "22",
                        "master and primaries have a stream each",
                        r -> PsqlOutput.read(r).tables().get(0),
                        rows -> {
                            assertThat(rows)
                                    .extracting(m -> m.get("gp_segment_id"))
                                    .containsExactly("-1", "0", "1", "3", "2");
                            assertThat(rows)
                                    .allMatch(m -> m.get("sync_state").equals("sync")
                                            && m.get("sync_error").equals("none"));
                        }),
                Meaning.of("23", "a master, at 0/C000000", PsqlOutput::read, o -> {
                    Map<String, String> row = o.tables().get(0).get(0);
                    assertThat(row).containsEntry("pg_is_in_recovery", "f");
                    assertThat(row).containsEntry("pg_current_xlog_location", "0/C000000");
                    assertThat(o.values()).containsExactly("5432");
                }),
                values("27", List.of("50000"), "CREATE TABLE", "INSERT 0 50000"),
                values("52", List.of("50000")),
                catalog("53", "smdw is the only master", rows -> {
                    assertThat(masters(rows)).isEqualTo("smdw PRIMARY");
                    assertThat(rows).hasSize(9).allMatch(CatalogRow::up);
                }),
                catalog(
                        "73",
                        "the restarted old master still takes itself for the master",
                        rows -> assertThat(masters(rows)).isEqualTo("mdw PRIMARY, smdw MIRROR")),
                values("73", List.of("50007"), "CREATE TABLE", "INSERT 0 7"),
                catalog(
                        "74",
                        "and so does the new one",
                        rows -> assertThat(masters(rows)).isEqualTo("smdw PRIMARY")),
                error("74", "relation \"splitbrain_old\" does not exist"),
                catalog(
                        "82",
                        "promoted alone",
                        rows -> assertThat(masters(rows)).isEqualTo("smdw PRIMARY")),
                catalog(
                        "83",
                        "promoted alone",
                        rows -> assertThat(masters(rows)).isEqualTo("smdw PRIMARY")),
                Meaning.of("85", "the table was made, the rows were not inserted", PsqlOutput::read, o -> {
                    assertThat(o.tags()).containsExactly("CREATE TABLE");
                    assertThat(o.tables().get(o.tables().size() - 1)).isEmpty();
                }),
                values("86", List.of("50000"), "CREATE TABLE"),
                values("87", List.of("50000", "50011"), "INSERT 0 11"),
                nothing("88", "behind the route the old master's insert did not end"),
                catalog("89", "the fenced cluster has one master and all segments", rows -> {
                    assertThat(masters(rows)).isEqualTo("smdw PRIMARY");
                    assertThat(rows).hasSize(9).allMatch(CatalogRow::up);
                }),
                values("89", List.of("50000", "50003"), "INSERT 0 3"),
                nothing("90", "later neither"),
                catalog(
                        "98",
                        "one segment down, its mirror acts as primary",
                        rows -> assertThat(rows)
                                .filteredOn(r -> !r.up())
                                .singleElement()
                                .satisfies(r -> {
                                    assertThat(r.location()).hasToString("sdw1:6001:/data/primary/gpseg1");
                                    assertThat(r.role()).isEqualTo(CatalogRow.Role.MIRROR);
                                    assertThat(r.preferredRole()).isEqualTo(CatalogRow.Role.PRIMARY);
                                })),
                nothing("a8", "after 400 s the table was not made"),
                Meaning.of(
                        "a9",
                        "the walsender took the signal, and still counted as in step",
                        r -> r.stdout().lines().toList(),
                        lines -> assertThat(lines).contains("t|streaming|sync")),
                Meaning.of("b1", "made as soon as the sockets were gone: no stream", PsqlOutput::read, o -> {
                    assertThat(o.tags()).containsExactly("CREATE TABLE");
                    assertThat(o.tables().get(0)).isEmpty();
                }),
                Meaning.of("b3", "a session of a killed postmaster committed", PsqlOutput::read, o -> {
                    assertThat(o.tags())
                            .containsExactly("BEGIN", "INSERT 0 13", "INSERT 0 17", "COMMIT", "INSERT 0 19");
                    assertThat(o.values()).containsExactly("217");
                }),
                error("b3", "interconnect failed to recv chunks"),
                values("b5", List.of("50000")),
                values("b6", List.of("50049")),
                values("c0", List.of("13")),
                bare("f2", List.of("808")),
                bare(
                        "f3",
                        List.of(
                                "0|104|1796050310-0000000104|Committed|818",
                                "0|103|1796050310-0000000103|Committed|817",
                                "0|102|1796050310-0000000102|Committed|816",
                                "0|101|1796050310-0000000101|Committed|815")),
                bare("f6", List.of("8")),
                bare("f8", List.of("808")),
                catalog(
                        "c2",
                        "mdw is the standby again",
                        rows -> assertThat(masters(rows)).isEqualTo("smdw PRIMARY, mdw MIRROR")),
                catalog(
                        "c3",
                        "mdw is the master again",
                        rows -> assertThat(masters(rows)).isEqualTo("mdw PRIMARY")),
                Meaning.of(
                        "c5",
                        "the new standby's dbid",
                        Recording::stdout,
                        text -> assertThat(text).isEqualTo("13\n")));
    }

    private static Meaning catalog(String number, String meaning, Consumer<List<CatalogRow>> is) {
        return Meaning.of(
                number,
                meaning,
                r -> observe(
                                PsqlOutput.read(r).tables().stream()
                                        .filter(t -> !t.isEmpty() && t.get(0).containsKey("datadir"))
                                        .flatMap(List::stream)
                                        .map(row -> line("row", CATALOG, row))
                                        .collect(Collectors.joining()),
                                List.of())
                        .rows(),
                is);
    }

    private static Meaning values(String number, List<String> values, String... tags) {
        return Meaning.of(number, values + " " + List.of(tags), PsqlOutput::read, o -> {
            assertThat(o.values()).isEqualTo(values);
            assertThat(o.tags()).containsExactly(tags);
        });
    }

    private static Meaning bare(String number, List<String> lines) {
        return Meaning.of(
                number,
                lines + "",
                r -> r.stdout().lines().toList(),
                l -> assertThat(l).isEqualTo(lines));
    }

    private static Meaning error(String number, String message) {
        return Meaning.of(number, message, Recording::stderr, stderr -> {
            assertThat(stderr).contains(message);
            // What a server says in the middle of a session must not pass for the refusal of one.
            assertThat(LoginRefusal.parse(stderr).kind()).isEqualTo(LoginRefusal.Kind.OTHER);
        });
    }

    private static Meaning nothing(String number, String meaning) {
        return Meaning.of(number, meaning, r -> r, r -> {
            assertThat(r.exit()).isEqualTo(124);
            PsqlOutput output = PsqlOutput.read(r);
            assertThat(output.tables()).isEmpty();
            assertThat(output.tags()).isEmpty();
            assertThat(LoginRefusal.parse(r.stderr()).kind()).isEqualTo(LoginRefusal.Kind.OTHER);
        });
    }

    private static ObservationReader observe(String rows, List<Map<String, String>> streams) {
        String catalog = rows.isEmpty() ? "row|1|-1|p|p|n|u|5432|mdw|mdw|/data/master/gpseg-1\n" : rows;
        return ObservationReader.read(
                Recording.load("20").host(),
                "version|PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build commit:25d3498a)\nposition|f|0/C000000\n"
                        + catalog
                        + streams.stream()
                                .map(s -> line("replication", STREAM, s))
                                .collect(Collectors.joining())
                        + "end\n",
                Instant.EPOCH);
    }

    private static String line(String kind, List<String> columns, Map<String, String> row) {
        return columns.stream().map(row::get).collect(Collectors.joining("|", kind + "|", "\n"));
    }

    private static String masters(List<CatalogRow> rows) {
        return rows.stream()
                .filter(r -> r.content() == -1)
                .map(r -> r.location().host() + " " + r.role())
                .collect(Collectors.joining(", "));
    }
}
