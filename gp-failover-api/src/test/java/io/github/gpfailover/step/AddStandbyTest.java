package io.github.gpfailover.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.step.AddStandby.Strategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddStandbyTest {

    @Test
    void choosesItsWayItselfUnlessItIsTold() {
        AddStandby step = AddStandby.builder(HostRef.of("smdw")).build();

        assertThat(step.strategy()).isEqualTo(Strategy.AUTO);
        assertThat(step.moveAside()).isEmpty();
        assertThat(step.options().deadline()).isEqualTo(Duration.ofHours(6));
        assertThat(step.settings()).containsOnlyKeys("host");
    }

    @Test
    void tellsWhatItWasToldAmongItsSettings() {
        AddStandby step = AddStandby.builder(HostRef.of("smdw"))
                .strategy(Strategy.FOLLOW)
                .moveAside("a half copy of last week")
                .build();

        assertThat(step.strategy()).isEqualTo(Strategy.FOLLOW);
        assertThat(step.moveAside()).contains("a half copy of last week");
        assertThat(step.settings())
                .containsEntry("strategy", "FOLLOW")
                .containsEntry("moveAside", "a half copy of last week");
    }

    @Test
    void isToldEachThingOnce() {
        assertThatThrownBy(() -> AddStandby.builder(HostRef.of("smdw"))
                        .strategy(Strategy.COPY)
                        .strategy(Strategy.COPY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("strategy");
        assertThatThrownBy(() ->
                        AddStandby.builder(HostRef.of("smdw")).moveAside("a").moveAside("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("moveAside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines", "bell\u0007", "reversed \u202e text"})
    void takesOnlyAReasonOfOneLine(String reason) {
        assertThatThrownBy(() ->
                        AddStandby.builder(HostRef.of("smdw")).moveAside(reason).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("moveAside reason");
    }

    @Test
    void takesNoNull() {
        assertThatThrownBy(() -> AddStandby.builder(HostRef.of("smdw")).strategy(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("strategy must not be null");
        assertThatThrownBy(() ->
                        AddStandby.builder(HostRef.of("smdw")).moveAside(null).build())
                .isInstanceOf(NullPointerException.class);
    }
}
