package io.github.gpfailover.core.internal.gpstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.Meaning;
import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.gpstate.MirroringReport.Finding;
import io.github.gpfailover.core.internal.gpstate.MirroringReport.Trouble;
import io.github.gpfailover.core.internal.gpstate.StandbyDetails.Status;
import io.github.gpfailover.spi.CommandResult;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the recordings of gpstate mean. */
public class GpstateMeaningTest {

    private static final InstanceLocation SDW1_1 = InstanceLocation.of("sdw1", 6001, "/data/primary/gpseg1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");

    @TestFactory
    Stream<DynamicTest> recordings() {
        return Meaning.tests(meanings());
    }

    /** Gives the table. */
    public static List<Meaning> meanings() {
        return List.of(
                status("01", "healthy, no standby", s -> {
                    assertThat(s.standbyHost()).isEmpty();
                    assertThat(s.masterRole()).isEqualTo("dispatch");
                    assertThat(s.segments()).hasSize(8).allMatch(SegmentStatus::up);
                }),
                status("06", "healthy, the standby's process runs", s -> {
                    assertThat(s.standbyHost()).contains("smdw");
                    assertThat(s.standbyState()).contains("Standby host passive");
                    assertThat(s.segments()).hasSize(8).allMatch(SegmentStatus::up);
                }),
                status("50", "exit status 1, but every segment of the new master is up", s -> {
                    assertThat(s.masterHost()).isEqualTo("smdw");
                    assertThat(s.standbyHost()).isEmpty();
                    assertThat(s.segments()).hasSize(8).allMatch(SegmentStatus::up);
                    assertThat(s.warnings()).contains("could not query segment 2 (sdw1:6000)");
                }),
                status("61", "healthy again on mdw, no standby", s -> {
                    assertThat(s.masterHost()).isEqualTo("mdw");
                    assertThat(s.standbyHost()).isEmpty();
                }),
                status("92", "the standby's process is down", s -> {
                    assertThat(s.standbyState()).contains("Standby host DOWN");
                    assertThat(s.segments()).allMatch(SegmentStatus::up);
                }),
                status(
                        "95",
                        "one mirror's process is gone, the catalog still has it as up",
                        s -> assertThat(s.segments())
                                .filteredOn(x -> !x.up())
                                .singleElement()
                                .satisfies(x -> {
                                    assertThat(x.host() + ":" + x.port()).isEqualTo("sdw2:7000");
                                    assertThat(x.currentRole()).isEqualTo("Mirror");
                                    assertThat(x.configuredUp()).isTrue();
                                    assertThat(x.pid()).isEmpty();
                                })),
                failed("44", "-s", "the master is down", ClusterStatus::parse, "Connection refused"),
                none("02", "no standby"),
                streaming("05", "in sync", "smdw", "0/C000000"),
                streaming("28", "in sync after 50,000 rows", "smdw", null),
                none("34", "no standby after its removal"),
                failed("43", "-f", "the master is down", StandbyDetails::parse, "Connection refused"),
                failed("47", "-f", "asked on a standby", StandbyDetails::parse, "last replayed record at 0/1403E0C8"),
                none("51", "the new master has no standby"),
                streaming("58", "mdw is the standby", "mdw", null),
                streaming("64", "back where it began", "smdw", null),
                failed(
                        "80",
                        "-f",
                        "asked on the standby while the master's host is off",
                        StandbyDetails::parse,
                        "recovery"),
                details("87", "the old master cut off from its standby has no stream", d -> {
                    assertThat(d.status()).contains(Status.UNDETERMINED);
                    assertThat(d.replication()).isEmpty();
                }),
                details("91", "the standby's process is down: no stream", d -> {
                    assertThat(d.status()).contains(Status.NOT_RUNNING);
                    assertThat(d.replication()).isEmpty();
                    assertThat(d.location()).contains(SMDW);
                }),
                details("a0", "still streaming and in sync although the standby's host is off", d -> {
                    assertThat(d.status()).contains(Status.UNDETERMINED);
                    assertThat(d.pid()).isEmpty();
                    assertThat(d.replication()).hasValueSatisfying(r -> {
                        assertThat(r.state()).isEqualTo("streaming");
                        assertThat(r.syncState()).isEqualTo("sync");
                    });
                }),
                none("a2", "removed, although gpinitstandby -r had failed"),
                details(
                        "a5",
                        "the standby lives in another directory",
                        d -> assertThat(d.location()
                                        .orElseThrow()
                                        .dataDirectory()
                                        .path())
                                .isEqualTo("/data/master/standby")),
                none("b2", "removed by the catalog's function"),
                streaming("c2", "rejoined without a copy", "mdw", "0/24001B20"),
                Meaning.of(
                        "c7",
                        "the last twelve lines alone are refused: whose stream it is was cut off",
                        r -> catchThrowableOfType(
                                RuntimeException.class, () -> StandbyDetails.parse(r.host(), r.result())),
                        e -> assertThat(e).hasMessageContaining("Standby master details")),
                read(
                        "07",
                        "four mirrors, passive",
                        MirrorList::parse,
                        m -> assertThat(m.rows())
                                .hasSize(4)
                                .allMatch(x -> x.status().equals("Passive")
                                        && x.dataStatus().equals("Synchronized"))),
                read(
                        "96",
                        "8 s after a mirror's death the catalog has not noticed",
                        MirrorList::parse,
                        m -> assertThat(m.rows())
                                .hasSize(4)
                                .allMatch(x -> x.status().equals("Passive"))),
                read("08", "where eight segments are", PortList::parse, p -> {
                    assertThat(p.masterDirectory()).isEqualTo("/data/master/gpseg-1");
                    assertThat(p.masterPort()).isEqualTo(5432);
                    assertThat(p.segments()).hasSize(8).contains(SDW1_1);
                }),
                read("09", "all segments run normally", MirroringReport::parse, e -> {
                    assertThat(e.normal()).isTrue();
                    assertThat(e.findings()).isEmpty();
                }),
                read(
                        "j1",
                        "after gprecoverseg -a, with all in step: the switched roles are still listed",
                        MirroringReport::parse,
                        e -> {
                            assertThat(e.normal()).isFalse();
                            assertThat(e.findings()).containsOnlyKeys(Trouble.ROLES_SWITCHED);
                            assertThat(e.of(Trouble.ROLES_SWITCHED))
                                    .containsExactly(new Finding("sdw2", 7001, Optional.of("sdw1:6001"), List.of()));
                        }),
                read("97", "a mirror acts as primary, and two pairs are not in step", MirroringReport::parse, e -> {
                    assertThat(e.normal()).isFalse();
                    assertThat(e.of(Trouble.ROLES_SWITCHED))
                            .containsExactly(new Finding("sdw2", 7001, Optional.of("sdw1:6001"), List.of()));
                    assertThat(e.of(Trouble.NOT_SYNCHRONIZED))
                            .containsExactly(
                                    new Finding("sdw1", 6000, Optional.of("sdw2:7000"), List.of("Unknown")),
                                    new Finding("sdw2", 7001, Optional.of("sdw1:6001"), List.of("Unknown")));
                    assertThat(e.of(Trouble.DOWN))
                            .extracting(f -> f.address() + ":" + f.port() + " " + f.details())
                            .containsExactly(
                                    "sdw2:7000 [Up, Process error -- database process may be down]",
                                    "sdw1:6001 [Down, Down in configuration]");
                    assertThat(e.warnings())
                            .containsOnly("pg_stat_replication shows no standby connections")
                            .hasSize(2);
                }),
                read("10", "eight segments, none missing anything", InstanceSummary::parse, b -> {
                    assertThat(b.standbyHost()).contains("smdw");
                    assertThat(b.standbyState()).contains("Standby host passive");
                    assertThat(b.segments()).isEqualTo(8);
                    assertThat(b.primaries()).isEqualTo(new SegmentCounts(4, 4, 0, 0, 0, 0, 0, 0));
                    assertThat(b.mirrors()).contains(b.primaries());
                    assertThat(b.warnings()).isEmpty();
                }),
                read(
                        "11",
                        "four pairs, all synchronized",
                        PairList::parse,
                        c -> assertThat(c.pairs())
                                .hasSize(4)
                                .allMatch(p -> !p.mirrorActs()
                                        && p.otherAvailable()
                                        && p.dataState().equals("Synchronized"))
                                .anyMatch(p -> p.primary().equals(SDW1_1))),
                read("12", "ten instances of one version, the standby among them", VersionList::parse, v -> {
                    assertThat(v.same()).isTrue();
                    assertThat(v.rows()).hasSize(10).anyMatch(r -> r.at().equals(SMDW));
                    assertThat(v.rows().get(0).version().orElseThrow()).contains("6.24.3");
                }),
                read("13", "eight segments up", QuickStatus::parse, q -> {
                    assertThat(q.up()).isEqualTo(8);
                    assertThat(q.downSegments()).isEmpty();
                }),
                read("99", "one segment down, by name", QuickStatus::parse, q -> {
                    assertThat(q.up()).isEqualTo(7);
                    assertThat(q.downSegments()).containsExactly(SDW1_1);
                }));
    }

    private static Meaning status(String number, String meaning, Consumer<ClusterStatus> is) {
        return Meaning.of(number, meaning, r -> ClusterStatus.parse(r.host(), r.result()), s -> {
            is.accept(s);
            assertThat(s.firstUnplaced()).isEmpty();
        });
    }

    private static Meaning details(String number, String meaning, Consumer<StandbyDetails> is) {
        Function<Recording, StandbyDetails> reader = r -> StandbyDetails.parse(r.host(), r.resultWith(Meaning.log(r)));
        return Meaning.of(number, meaning, reader, d -> {
            is.accept(d);
            assertThat(d.firstUnplaced()).isEmpty();
        });
    }

    private static Meaning none(String number, String meaning) {
        return details(number, meaning, d -> {
            assertThat(d.configured()).isFalse();
            assertThat(d.replication()).isEmpty();
        });
    }

    private static Meaning streaming(String number, String meaning, String standby, String sent) {
        return details(number, meaning, d -> {
            assertThat(d.location().orElseThrow().host()).isEqualTo(HostName.of(standby));
            assertThat(d.status()).contains(Status.PASSIVE);
            assertThat(d.pid()).isPresent();
            ReplicationRow row = d.replication().orElseThrow();
            assertThat(row.state() + "/" + row.syncState()).isEqualTo("streaming/sync");
            if (sent != null) {
                assertThat(row.sent()).hasValueSatisfying(p -> assertThat(p).hasToString(sent));
            }
        });
    }

    private static Meaning failed(
            String number, String option, String meaning, BiFunction<HostName, CommandResult, ?> parse, String reason) {
        return Meaning.of(
                number,
                meaning,
                r -> catchThrowableOfType(GpstateFailedException.class, () -> parse.apply(r.host(), r.result())),
                e -> {
                    assertThat(e.reason()).contains(reason);
                    assertThat(e).hasMessageContaining("gpstate " + option);
                });
    }

    private static <T> Meaning read(
            String number, String meaning, BiFunction<HostName, CommandResult, T> parse, Consumer<T> is) {
        return Meaning.of(number, meaning, r -> parse.apply(r.host(), r.result()), t -> {
            is.accept(t);
            assertThat(t.toString()).endsWith("firstUnplaced=Optional.empty]");
        });
    }
}
