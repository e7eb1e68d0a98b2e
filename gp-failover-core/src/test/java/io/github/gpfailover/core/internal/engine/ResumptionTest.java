package io.github.gpfailover.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.core.InMemoryJournal;
import io.github.gpfailover.spi.JournalEntry;
import io.github.gpfailover.spi.JournalEntry.Kind;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumptionTest {

    private static final String PLAN = "{\"steps\":[]}";

    private final InMemoryJournal journal = new InMemoryJournal();
    private long sequence;

    @Test
    void anExecutionThatJustBeganGoesOnWithItsFirstStep() {
        write(Kind.PLAN_BEGUN, 0, PLAN);

        assertThat(read()).satisfies(r -> {
            assertThat(r.planJson()).isEqualTo(PLAN);
            assertThat(r.firstStep()).isEqualTo(1);
            assertThat(r.promoted()).isFalse();
            assertThat(r.notes()).isEmpty();
            assertThat(r.lastSequence()).isEqualTo(1);
        });
    }

    @Test
    void goesOnAfterTheLastStepThatEndedWell() {
        write(Kind.PLAN_BEGUN, 0, PLAN);
        step(1, "checkHealth", "SUCCEEDED");
        step(2, "removeStandby", "SKIPPED");
        write(Kind.NOTE, 2, "canary=t:5");
        write(Kind.STEP_BEGUN, 3, "stopMaster");
        write(Kind.ACT_INTENDED, 3, "mdw: pg_ctl stop");

        assertThat(read().firstStep()).isEqualTo(3);
        assertThat(read().notes()).containsExactly("canary=t:5");
        assertThat(read().lastSequence()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "REFUSED", "IN_DOUBT", "PARTIAL"})
    void aStepThatDidNotEndWellIsLookedAtAgain(String outcome) {
        write(Kind.PLAN_BEGUN, 0, PLAN);
        step(1, "checkHealth", "SUCCEEDED");
        step(2, "stopMaster", outcome);
        write(Kind.PLAN_ENDED, 0, outcome);

        assertThat(read().firstStep()).isEqualTo(2);
    }

    @Test
    void stepsOfAnEarlierResumptionCount() {
        write(Kind.PLAN_BEGUN, 0, PLAN);
        step(1, "checkHealth", "FAILED");
        write(Kind.PLAN_ENDED, 0, "FAILED");
        step(1, "checkHealth", "SUCCEEDED");
        step(2, "checkEnvironment", "SUCCEEDED");

        assertThat(read().firstStep()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stopMaster", "fence"})
    void aStopThatNoPromotionFollowedDecidesAnew(String stop) {
        write(Kind.PLAN_BEGUN, 0, PLAN);
        step(1, "checkHealth", "SUCCEEDED");
        step(2, stop, "SUCCEEDED");
        step(3, "step", "SUCCEEDED");
        step(4, "activate", "FAILED");

        assertThat(read().firstStep()).isEqualTo(2);
    }

    @Test
    void aStopThatAPromotionFollowedIsDone() {
        write(Kind.PLAN_BEGUN, 0, PLAN);
        step(1, "stopMaster", "SUCCEEDED");
        step(2, "activate", "SUCCEEDED");
        step(3, "verifyCanary", "FAILED");

        assertThat(read().firstStep()).isEqualTo(3);
        assertThat(read().promoted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "activate, SUCCEEDED, true",
        "activate, SKIPPED, true",
        "activate, PARTIAL, true",
        "activate, REFUSED, false",
        "stopMaster, SUCCEEDED, false",
        "stopMaster, PARTIAL, false"
    })
    void nothingIsRolledBackOnceAStandbyWasPromoted(String step, String outcome, boolean promoted) {
        write(Kind.PLAN_BEGUN, 0, PLAN);
        step(1, step, outcome);

        assertThat(read().promoted()).isEqualTo(promoted);
    }

    @Test
    void refusesWhatCannotGoOn() {
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the journal knows no execution 'e-1'");

        write(Kind.PLAN_BEGUN, 0, PLAN);
        write(Kind.PLAN_ENDED, 0, "SUCCEEDED");

        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("execution e-1 had reached the end of its plan");
    }

    @Test
    void aNewExecutionHasNothingToResume() {
        assertThat(Resumption.none("e-2").firstStep()).isEqualTo(1);
        assertThat(Resumption.none("e-2").lastSequence()).isZero();
    }

    private Resumption read() {
        return Resumption.read("e-1", journal);
    }

    private void step(int number, String name, String outcome) {
        write(Kind.STEP_BEGUN, number, name);
        write(Kind.STEP_ENDED, number, outcome);
    }

    private void write(Kind kind, int step, String text) {
        journal.append(new JournalEntry("e-1", ++sequence, Instant.EPOCH, kind, step, text));
    }
}
