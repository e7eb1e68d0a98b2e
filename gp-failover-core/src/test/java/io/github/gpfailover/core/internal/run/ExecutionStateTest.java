package io.github.gpfailover.core.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.known.ExecutionState;
import io.github.gpfailover.core.journal.InMemoryJournal;
import io.github.gpfailover.journal.JournalEntry;
import io.github.gpfailover.journal.JournalRecord;
import io.github.gpfailover.journal.LearnedOfMaster.StopUndone;
import io.github.gpfailover.journal.LearnedOfMove.CanaryWritten;
import io.github.gpfailover.journal.LearnedOfMove.PromotionBegun;
import io.github.gpfailover.journal.LearnedOfMove.PromotionEnded;
import io.github.gpfailover.step.FenceOldMaster;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionStateTest {

    private static final InstanceLocation MDW = InstanceLocation.of("mdw", 5432, "/data/master/gpseg-1");
    private static final InstanceLocation SMDW = InstanceLocation.of("smdw", 5432, "/data/master/gpseg-1");
    private static final FailoverPlan STOPS =
            FailoverPlan.builder().checkHealth().stopMaster().activate().build();
    private static final FailoverPlan FENCES = FailoverPlan.builder()
            .checkHealth()
            .step(FenceOldMaster.builder().build())
            .activate()
            .build();

    private final InMemoryJournal journal = new InMemoryJournal();
    private FailoverPlan plan = STOPS;
    private long sequence;

    @Test
    void anExecutionThatJustBeganGoesOnWithItsFirstStep() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));

        assertThat(read().plan()).isEqualTo(plan);
        assertThat(read().lastSequence()).isEqualTo(1);
        assertThat(state()).satisfies(s -> {
            assertThat(s.nextStep()).isEqualTo(1);
            assertThat(s.acted()).isFalse();
            assertThat(s.promoted()).isFalse();
            assertThat(s.stops()).isEmpty();
        });
    }

    @Test
    void goesOnAfterTheLastStepThatEndedWell() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(1, Outcome.SUCCEEDED);
        write(2, new CanaryWritten("t", 5));
        write(2, new JournalRecord.StepBegun());
        write(2, new JournalRecord.CommandIntended(HostName.of("mdw"), "pg_ctl stop"));

        assertThat(state().nextStep()).isEqualTo(2);
        assertThat(state().acted()).isTrue();
        assertThat(state().latest(CanaryWritten.class)).contains(new CanaryWritten("t", 5));
        assertThat(read().lastSequence()).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"FAILED", "REFUSED", "IN_DOUBT", "PARTIAL"})
    void aStepThatDidNotEndWellIsObservedAgain(Outcome outcome) {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(1, Outcome.SUCCEEDED);
        step(2, outcome);
        write(0, new JournalRecord.PlanEnded(outcome));

        assertThat(state().nextStep()).isEqualTo(2);
    }

    @Test
    void stepsOfAnEarlierResumptionCount() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(1, Outcome.FAILED);
        write(0, new JournalRecord.PlanEnded(Outcome.FAILED));
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(1, Outcome.SUCCEEDED);

        assertThat(state().nextStep()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStopThatNoPromotionFollowedDecidesAnew(boolean stops) {
        plan = stops ? STOPS : FENCES;
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(1, Outcome.SUCCEEDED);
        step(2, Outcome.SUCCEEDED);
        step(3, Outcome.FAILED);

        assertThat(state().nextStep()).isEqualTo(2);
    }

    @Test
    void aStopThatAPromotionFollowedIsDone() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(2, Outcome.SUCCEEDED);
        step(3, Outcome.SUCCEEDED);

        assertThat(state().nextStep()).isEqualTo(4);
        assertThat(state().promoted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "3, SUCCEEDED, true",
        "3, SKIPPED, true",
        "3, PARTIAL, true",
        "3, REFUSED, false",
        "2, SUCCEEDED, false",
        "2, PARTIAL, false"
    })
    void nothingIsRolledBackOnceAStandbyWasPromoted(int step, Outcome outcome, boolean promoted) {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(step, outcome);

        assertThat(state().promoted()).isEqualTo(promoted);
    }

    @Test
    void aStopIsToBeUndoneOnceACommandOfItWasSentAndUntilAPromotionFollows() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        write(2, new JournalRecord.StepBegun());
        write(2, new JournalRecord.DeedBegun("stop the master", false, List.of(MDW)));
        assertThat(state().stops()).isEmpty();

        write(2, new JournalRecord.CommandIntended(HostName.of("mdw"), "pg_ctl stop"));
        write(2, new JournalRecord.CommandIntended(HostName.of("mdw"), "pg_ctl stop -m immediate"));
        assertThat(state().stops()).containsExactly(MDW);

        write(2, new JournalRecord.StepEnded(Outcome.SUCCEEDED));
        step(3, Outcome.PARTIAL);
        assertThat(state().stops()).isEmpty();
    }

    @Test
    void aServerThatServesAgainIsNotStartedASecondTime() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        write(2, new JournalRecord.DeedBegun("stop the master", false, List.of(MDW)));
        write(2, new JournalRecord.CommandIntended(HostName.of("mdw"), "pg_ctl stop"));
        write(2, new StopUndone(MDW));

        assertThat(state().stops()).isEmpty();
    }

    @Test
    void aPromotionIsPendingFromItsBeginningOrItsFirstCommandToItsEnd() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        write(3, new PromotionBegun(SMDW));
        assertThat(state().promotionPending()).isTrue();
        write(3, new PromotionEnded());
        assertThat(state().promotionPending()).isFalse();

        write(3, new JournalRecord.DeedBegun("restart the new master", false, List.of()));
        assertThat(state().promotionPending()).isFalse();
        write(3, new JournalRecord.CommandIntended(HostName.of("smdw"), "pg_ctl restart"));
        assertThat(state().promotionPending()).isTrue();

        step(3, Outcome.SUCCEEDED);
        assertThat(state().promotionPending()).isFalse();
    }

    @Test
    void theSecondPromotionOfAPlanIsPendingTooOnceItWasSent() {
        plan = FailoverPlan.builder()
                .stopMaster()
                .activate()
                .addStandby("mdw")
                .stopMaster()
                .activate()
                .build();
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(2, Outcome.SUCCEEDED);
        assertThat(state().promotionPending()).isFalse();

        write(5, new JournalRecord.StepBegun());
        write(5, new JournalRecord.DeedBegun("promote mdw", false, List.of()));
        write(5, new JournalRecord.CommandIntended(HostName.of("mdw"), "pg_ctl promote"));
        write(5, new JournalRecord.StepEnded(Outcome.FAILED));

        assertThat(state().promotionPending()).isTrue();
    }

    @Test
    void anActByOtherMeansThanCommandsCountsAsAnAct() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        write(1, new JournalRecord.DeedBegun("call the caller's step", true, List.of()));

        assertThat(state().acted()).isTrue();
    }

    @Test
    void aCopyForAForecastChangesNothing() {
        ExecutionState state = new ExecutionState(plan.steps());
        ExecutionState copy = state.copy();
        copy.apply(0, new CanaryWritten("t", 5));

        assertThat(copy.knowsOf("canary")).isTrue();
        assertThat(state.knowsOf("canary")).isFalse();
    }

    @Test
    void refusesWhatCannotGoOn() {
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the journal knows no execution 'e-1'");

        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        write(0, new JournalRecord.PlanEnded(Outcome.SUCCEEDED));

        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("execution e-1 had reached the end of its plan");
    }

    @Test
    void refusesAJournalThatTellsOfAStepThatThePlanDoesNotHave() {
        write(0, new JournalRecord.PlanBegun("prod", plan.toJson()));
        step(4, Outcome.SUCCEEDED);

        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("step 4")
                .hasMessageContaining("3");
    }

    @Test
    void aNewExecutionHasNothingToResume() {
        History none = History.none("e-2", plan);

        assertThat(none.state().nextStep()).isEqualTo(1);
        assertThat(none.lastSequence()).isZero();
    }

    private History read() {
        return History.read("e-1", journal);
    }

    private ExecutionState state() {
        return read().state();
    }

    private void step(int number, Outcome outcome) {
        write(number, new JournalRecord.StepBegun());
        write(number, new JournalRecord.StepEnded(outcome));
    }

    private void write(int step, JournalRecord record) {
        journal.append(new JournalEntry("e-1", ++sequence, Instant.EPOCH, step, record));
    }
}
