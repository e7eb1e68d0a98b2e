package io.github.gpfailover.core.internal.steps;

import static io.github.gpfailover.core.internal.steps.Deciding.MDW;
import static io.github.gpfailover.core.internal.steps.Deciding.healthy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.gpfailover.core.internal.inspect.RowsOf;
import io.github.gpfailover.core.internal.inspect.StartSecondOf;
import io.github.gpfailover.core.internal.step.Ruling;
import io.github.gpfailover.journal.LearnedOfMove.CanaryWritten;
import io.github.gpfailover.step.ReasonCode;
import io.github.gpfailover.step.VerifyCanary;
import io.github.gpfailover.step.WriteCanary;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CanaryDecisionTest {

    private static final WriteCanary WRITE =
            WriteCanary.builder().rows(100).table("canary").build();
    private static final RowsOf ROWS = new RowsOf(MDW, "canary_e1");
    private static final WriteCanaryHandler WRITES = new WriteCanaryHandler();
    private static final VerifyCanaryHandler VERIFIES = new VerifyCanaryHandler();
    private static final VerifyCanary VERIFY = VerifyCanary.builder().build();

    private static Deciding rows(OptionalLong rows) {
        return healthy().answer(new RowsOf(MDW, "canary_e1_1"), rows);
    }

    @Test
    void writesWhereNoTableIs() {
        assertThat(rows(OptionalLong.empty()).decide(WRITES, WRITE)).isInstanceOf(Ruling.Ready.class);
    }

    @Test
    void writesIntoATableThatAnInterruptedRunLeftEmpty() {
        assertThat(rows(OptionalLong.of(0)).decide(WRITES, WRITE)).isInstanceOf(Ruling.Ready.class);
    }

    @Test
    void writesNothingASecondTimeAndRemembersWhatWasWritten() {
        Deciding now = rows(OptionalLong.of(100));

        assertThat(now.decide(WRITES, WRITE)).isInstanceOf(Ruling.Satisfied.class);
        assertThat(now.notes().canary()).contains(new CanaryWritten("canary_e1_1", 100));
    }

    @Test
    void writesNowhereWhereSomebodyElseWrote() {
        assertThat(rows(OptionalLong.of(7)).refusal(WRITES, WRITE)).containsExactly(ReasonCode.CANARY_TABLE_IN_USE);
    }

    @Test
    void verifiesOnlyWhatThisExecutionWrote() {
        assertThat(healthy().refusal(VERIFIES, VERIFY)).containsExactly(ReasonCode.NO_CANARY);
    }

    @Test
    void isSatisfiedByEveryRow() {
        Deciding now = healthy().answer(ROWS, OptionalLong.of(100));
        now.notes().canary(new CanaryWritten("canary_e1", 100));

        assertThat(now.decide(VERIFIES, VERIFY)).isInstanceOf(Ruling.Satisfied.class);
        assertThat(now.findings(VERIFIES, VERIFY).facts())
                .containsExactly(entry("table", "canary_e1"), entry("rowsBefore", "100"), entry("rowsAfter", "100"));
    }

    @Test
    void refusesWhereRowsAreMissing() {
        Deciding now = healthy().answer(ROWS, OptionalLong.of(99)).answer(new StartSecondOf(MDW), OptionalLong.empty());
        now.notes().canary(new CanaryWritten("canary_e1", 100));

        assertThat(now.refusal(VERIFIES, VERIFY)).containsExactly(ReasonCode.CANARY_ROWS_DIFFER);
    }
}
