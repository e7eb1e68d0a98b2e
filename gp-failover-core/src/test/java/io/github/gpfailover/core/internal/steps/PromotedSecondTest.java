package io.github.gpfailover.core.internal.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PromotedSecondTest {

    @Test
    void anIdBeforeTheLaterStartBelongsToTheServerThatBeganEarlier() {
        assertThat(PromotedSecond.apart(1000, 999, Set.of(999L))).isTrue();
        assertThat(PromotedSecond.apart(999, 1000, Set.of(999L, 1000L))).isTrue();
    }

    @Test
    void anIdThatBothMayNumberUnderPartsNothing() {
        assertThat(PromotedSecond.apart(1000, 999, Set.of(1000L))).isFalse();
        assertThat(PromotedSecond.apart(1000, 1000, Set.of(1000L))).isFalse();
        assertThat(PromotedSecond.apart(1000, 999, Set.of(900L))).isFalse();
        assertThat(PromotedSecond.apart(1000, 999, Set.of())).isFalse();
    }
}
