package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tolerates(
        value = {
            ClusterInvariant.ONE_WRITABLE_MASTER,
            ClusterInvariant.NOTHING_DELETED,
            ClusterInvariant.NOTHING_ACKNOWLEDGED_LOST
        },
        reason = "the real cluster was brought there too, to record what it prints")
class RecordingConformanceTest {

    // These series were taken while the recorder's machine did other work: their times are upper bounds.
    private static final Set<String> LOADED = Set.of("g", "i", "j");

    @TestFactory
    Stream<DynamicTest> printsWhatTheRunningClusterPrinted() {
        List<DynamicTest> tests = new ArrayList<>();
        List<RecordedRun.Step> first = RecordedRun.roundTrip().steps();
        for (int i = 0; i < first.size(); i++) {
            tests.add(test(first.subList(0, i), first.get(i)));
        }
        RecordedRun.others().forEach(r -> tests.addAll(tests(first, r)));
        RecordedRun.fresh().forEach(r -> tests.addAll(tests(List.of(), r)));
        return tests.stream();
    }

    private static List<DynamicTest> tests(List<RecordedRun.Step> first, RecordedRun run) {
        List<DynamicTest> tests = new ArrayList<>();
        List<RecordedRun.Step> before = new ArrayList<>(first);
        for (RecordedRun.Step step : run.steps()) {
            tests.add(test(List.copyOf(before), step));
            before.add(step);
        }
        return tests;
    }

    @Test
    void coversAllRecordingsButTheExceptions() {
        List<String> covered = new ArrayList<>();
        RecordedRun.roundTrip().steps().forEach(s -> covered.add(s.name()));
        RecordedRun.others().forEach(r -> r.steps().forEach(s -> covered.add(s.name())));
        RecordedRun.fresh().forEach(r -> r.steps().forEach(s -> covered.add(s.name())));

        assertThat(covered).doesNotHaveDuplicates().doesNotContainAnyElementsOf(RecordedRun.EXCEPTIONS.keySet());
        covered.addAll(RecordedRun.EXCEPTIONS.keySet());
        // A new recording needs a row of a run, or a reason.
        assertThat(Recording.all())
                .extracting(p -> p.getFileName().toString().substring(0, 2))
                .containsExactlyInAnyOrderElementsOf(covered);
    }

    private static DynamicTest test(List<RecordedRun.Step> before, RecordedRun.Step step) {
        Recording recording = Recording.read(step.name());
        return DynamicTest.dynamicTest(recording.file(), () -> {
            RecordedShell shell = new RecordedShell(SimulatedCluster.builder()
                    .withoutStandby()
                    .spareHost("smdw")
                    .build());
            before.forEach(s -> perform(shell, s));

            double took = perform(shell, step);

            assertThat(RecordedText.normal(shell.out.toString()))
                    .as("stdout of %s%n%s", recording.commandLine(), shell.cluster.truth())
                    .isEqualTo(RecordedText.normal(wanted(recording)));
            assertThat(RecordedText.normal(shell.err.toString()))
                    .as("stderr")
                    .isEqualTo(RecordedText.normal(recording.stderr()));
            assertThat(shell.exit).as("exit status").isEqualTo(recording.exit());
            // The recorder's machine was not always equally fast (04, 38, 57); long waits were the same each time.
            if (LOADED.contains(step.name().substring(0, 1))) {
                assertThat(took).as("seconds").isLessThanOrEqualTo(recording.seconds());
            } else {
                assertThat(took).as("seconds").isCloseTo(recording.seconds(), tolerance(recording.seconds()));
            }
        });
    }

    private static double perform(RecordedShell shell, RecordedRun.Step step) {
        shell.clear();
        step.before().accept(shell);
        shell.out.setLength(0);
        shell.err.setLength(0);
        Recording recording = Recording.read(step.name());
        long began = shell.cluster.clock().nanoTime();
        if (step.instead() != null) {
            step.instead().accept(shell);
        } else {
            shell.line(recording.host(), recording.commandLine(), recording.stdin());
        }
        return (shell.cluster.clock().nanoTime() - began) / 1e9;
    }

    private static Offset<Double> tolerance(double seconds) {
        return within(seconds < 10 ? Math.max(0.6, seconds / 4) : seconds * 0.03);
    }

    // 84 ran at the same time as 85 and wrote into its file: what follows is of 84. j1 waited for a busy machine, a dot
    // a second.
    private static String wanted(Recording recording) {
        if (recording.file().startsWith("j1")) {
            return recording.stdout().replaceFirst("(?m)^\\.\\.\n", "");
        }
        int other = recording.file().startsWith("85") ? recording.stdout().indexOf("             = 5432") : -1;
        return other < 0 ? recording.stdout() : recording.stdout().substring(0, other);
    }
}
