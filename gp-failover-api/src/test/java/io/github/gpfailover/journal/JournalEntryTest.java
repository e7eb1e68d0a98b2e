package io.github.gpfailover.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalEntryTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5433, "/data/standby");
    private static final HostName HOST = HostName.of("mdw");
    private static final Instant AT = Instant.parse("2026-11-30T21:04:05.678Z");

    /** One of each, with what is optional present and absent. */
    static List<JournalRecord> records() {
        return List.of(
                new JournalRecord.PlanBegun("prod", "{\"steps\":[]}", Optional.of("gpadmin on ops, process 4711")),
                new JournalRecord.StepBegun(),
                new JournalRecord.DeedBegun("stop the master at \"mdw\"", false, List.of(MDW, SMDW)),
                new JournalRecord.CommandIntended(HOST, "pg_ctl stop"),
                new JournalRecord.CommandEnded(HOST, "pg_ctl stop", "exit 0"),
                new JournalRecord.DeedJudged(Verdict.Kind.CANNOT_TELL, "it can't be told\nwhether it runs"),
                new JournalRecord.StepEnded(Outcome.IN_DOUBT),
                new JournalRecord.StepLeftOut("the master is on \"smdw\" already"),
                new JournalRecord.PlanEnded(Outcome.FAILED),
                new LearnedOfMaster.MasterSeen(MDW),
                new LearnedOfMaster.StandbySeen(SMDW),
                new LearnedOfMaster.StreamSeen(
                        "streaming",
                        "sync",
                        Optional.of(Lsn.parse("0/3000060")),
                        Optional.of(Lsn.parse("A/F0")),
                        AT,
                        OptionalInt.of(4711),
                        Optional.of(Duration.ofMillis(1500)),
                        "pg_stat_replication"),
                new LearnedOfMaster.StreamSeen(
                        "none", "", Optional.empty(), Optional.empty(), AT, OptionalInt.empty(), Optional.empty(), "x"),
                new LearnedOfMaster.FormerMasterKnown(MDW),
                new LearnedOfMaster.MasterStopped(MDW),
                new LearnedOfMaster.StopUndone(MDW),
                new LearnedOfMaster.FencingBegun(MDW),
                new LearnedOfMaster.FencingUndone(),
                new LearnedOfMove.PromotionBegun(SMDW),
                new LearnedOfMove.PromotionEnded(),
                new LearnedOfMove.CanaryWritten("canary_1", 3),
                new LearnedOfMove.StartsApart(SMDW, 815),
                new LearnedOfMove.SharedSecond(SMDW, 1_700_000_000L),
                new LearnedOfMove.UntoldSecond(SMDW, OptionalLong.of(9), OptionalInt.of(7), "it has no title"),
                new LearnedOfMove.UntoldSecond(SMDW, OptionalLong.empty(), OptionalInt.empty(), "nobody answers"),
                new LearnedOfMove.SecondParted(),
                new LearnedOfMove.MoveAnnounced(MDW, SMDW, true),
                new LearnedOfMove.MoveClosed(),
                new LearnedOfMove.HookCalled("vip", LearnedOfMove.Stage.LEFT),
                new LearnedOfStandby.JoinBegun(MDW, AddStandby.Strategy.REWIND),
                new LearnedOfStandby.JoinEnded(),
                new LearnedOfStandby.DirectoryBroken(MDW),
                new LearnedOfStandby.DirectoryWhole(),
                new LearnedOfStandby.ShortDiskAccepted("the old copy goes first"),
                new LearnedOfStandby.StandbyStartBegun(SMDW),
                new LearnedOfStandby.StandbyStartEnded(),
                new LearnedOfStandby.StandbyRestartBegun(SMDW),
                new LearnedOfStandby.StandbyRestartEnded(),
                new LearnedOfMaster.StreamDisproved(SMDW, Optional.of(Lsn.parse("0/C000060")), "it lacks log"));
    }

    @ParameterizedTest
    @MethodSource("records")
    void eachRecordIsReadBackAsItWas(JournalRecord record) {
        JournalEntry entry = new JournalEntry("e1", 7, AT, 3, record);

        assertThat(entry.toJson()).doesNotContain("\n");
        assertThat(JournalEntry.fromJson(entry.toJson())).isEqualTo(entry);
    }

    @Test
    void eachRecordIsTried() {
        assertThat(records().stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(kinds(JournalRecord.class).toList());
    }

    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(JournalEntryTest::kinds);
    }

    /** A journal outlives the version that wrote it: who changes what is written raises the format's number. */
    @Test
    void theFormatIsTheOneThatIsWrittenDown() throws IOException {
        Path file = Path.of("src/test/resources/journal-format-" + JournalEntry.FORMAT + ".jsonl");
        List<String> now = new ArrayList<>();
        for (JournalRecord record : records()) {
            now.add(new JournalEntry("e1", now.size() + 1, AT, 3, record).toJson());
        }
        if (Boolean.getBoolean("api.update")) {
            Files.writeString(file, String.join("\n", now) + "\n");
        }

        assertThat(now).isEqualTo(Files.readAllLines(file));
    }

    @Test
    void readsABeginningThatNamesNoController() {
        JournalEntry begun = new JournalEntry("e1", 1, AT, 0, new JournalRecord.PlanBegun("prod", "{}"));
        String without = begun.toJson().replace(",\"controller\":null", "");

        assertThat(without).doesNotContain("controller");
        assertThat(JournalEntry.fromJson(without)).isEqualTo(begun);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"format\":1}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":1,\"at\":\"1970-01-01T00:00:00Z\",\"step\":0}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":1,\"at\":\"noon\",\"step\":0,\"record\":{\"kind\":\"StepBegun\"}}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":\"1\",\"at\":\"1970-01-01T00:00:00Z\",\"step\":0,\"record\":{\"kind\":\"StepBegun\"}}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":0,\"at\":\"1970-01-01T00:00:00Z\",\"step\":0,\"record\":{\"kind\":\"StepBegun\"}}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":1,\"at\":\"1970-01-01T00:00:00Z\",\"step\":0,\"record\":{\"kind\":\"StepEnded\"}}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":1,\"at\":\"1970-01-01T00:00:00Z\",\"step\":0,\"record\":{\"kind\":\"StepEnded\",\"outcome\":\"WELL\"}}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":1,\"at\":\"1970-01-01T00:00:00Z\",\"step\":0,\"record\":{\"kind\":\"MasterSeen\",\"server\":\"mdw\"}}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":1,\"at\":\"1970-01-01T00:00:00Z\",\"step\":0,\"record\":{\"kind\":\"MasterSeen\",\"server\":{\"host\":\"mdw\",\"port\":99999999999,\"dataDirectory\":\"/d\"}}}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":1,\"at\":\"1970-01-01T00:00:00Z\",\"step\":99999999999,\"record\":{\"kind\":\"StepBegun\"}}",
                "{\"format\":1,\"execution\":\"e\",\"sequence\":1,\"at\":\"1970-01-01T00:00:00Z\",\"step\":0,\"record\":{\"kind\":\"DeedBegun\",\"intent\":\"x\",\"outside\":0,\"stops\":{}}}",
            })
    void whatIsNoEntryIsRefusedByOneKindOfError(String json) {
        assertThatThrownBy(() -> JournalEntry.fromJson(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEntryOfTheFutureIsRefusedByTheNumberOfItsFormat() {
        String json = new JournalEntry("e1", 1, AT, 1, new JournalRecord.StepBegun()).toJson();

        assertThatThrownBy(() -> JournalEntry.fromJson(json.replace("\"format\":1", "\"format\":2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a journal entry has format 2, and this version of the library reads format 1");
        assertThatThrownBy(() -> JournalEntry.fromJson(json.replace("StepBegun", "StepDreamt")))
                .hasMessage(
                        "a journal entry holds a record 'StepDreamt', which this version of the library does not know");
    }

    @Test
    void anExecutionIsUnfinishedUntilItEndsWellOrIsRefused() {
        JournalEntry begun = new JournalEntry("e1", 1, AT, 0, new JournalRecord.PlanBegun("prod", "{}"));

        assertThat(JournalEntry.unfinished(List.of())).isFalse();
        assertThat(JournalEntry.unfinished(List.of(begun))).isTrue();
        for (Outcome outcome : Outcome.values()) {
            JournalEntry ended = new JournalEntry("e1", 2, AT, 0, new JournalRecord.PlanEnded(outcome));
            assertThat(JournalEntry.unfinished(List.of(begun, ended)))
                    .as("%s", outcome)
                    .isEqualTo(outcome != Outcome.SUCCEEDED && outcome != Outcome.REFUSED);
            assertThat(JournalEntry.unfinished(List.of(begun, ended, begun))).isTrue();
        }
    }
}
