package io.github.gpfailover.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void waitsLongerEachTimeUpToTheLongest() {
        RetryPolicy policy = new RetryPolicy(10, SECOND, 2, Duration.ofSeconds(5));

        assertThat(policy.backoffAfter(1)).isEqualTo(SECOND);
        assertThat(policy.backoffAfter(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.backoffAfter(3)).isEqualTo(Duration.ofSeconds(4));
        assertThat(policy.backoffAfter(4)).isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.backoffAfter(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
        assertThatThrownBy(() -> policy.backoffAfter(0)).hasMessageStartingWith("attempt was 0");
    }

    @Test
    void fixedWaitsTheSameEachTime() {
        RetryPolicy policy = RetryPolicy.fixed(3, SECOND);

        assertThat(policy.backoffAfter(1)).isEqualTo(SECOND);
        assertThat(policy.backoffAfter(99)).isEqualTo(SECOND);
        assertThat(policy).hasToString("3 attempts, backoff PT1S");
        assertThat(RetryPolicy.fixed(1, SECOND)).hasToString("1 attempt, backoff PT1S");
        assertThat(new RetryPolicy(2, SECOND, 1.5, SECOND)).hasToString("2 attempts, backoff PT1S x1.5 up to PT1S");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.99, -1, 10.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAnOddMultiplier(double bad) {
        assertThatThrownBy(() -> new RetryPolicy(2, SECOND, bad, SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("multiplier was " + bad + " but must be 1 to 10");
    }

    @Test
    void refusesOtherBadParts() {
        assertThatThrownBy(() -> RetryPolicy.fixed(0, SECOND)).hasMessage("attempts was 0 but must be 1 to 100000");
        assertThatThrownBy(() -> RetryPolicy.fixed(100_001, SECOND)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RetryPolicy.fixed(1, Duration.ZERO)).hasMessageStartingWith("backoff was PT0S");
        assertThatThrownBy(() -> RetryPolicy.fixed(1, null)).hasMessage("backoff must not be null");
        assertThatThrownBy(() -> new RetryPolicy(2, SECOND, 1, Duration.ofMillis(999)))
                .hasMessageContainingAll("backoff was PT1S", "PT0.999S", "raise longestBackoff");
    }

    @Test
    void theBuilderStartsFromTheStepsPolicyAndRaisesTheLongestWait() {
        RetryPolicy.Builder builder = new RetryPolicy.Builder(new RetryPolicy(10, SECOND, 2, SECOND));

        RetryPolicy policy = builder.backoff(Duration.ofSeconds(7)).build();

        assertThat(policy).isEqualTo(new RetryPolicy(10, Duration.ofSeconds(7), 2, Duration.ofSeconds(7)));
        assertThat(builder.attempts(1)
                        .multiplier(1)
                        .longestBackoff(Duration.ofSeconds(9))
                        .build())
                .isEqualTo(new RetryPolicy(1, Duration.ofSeconds(7), 1, Duration.ofSeconds(9)));
        assertThatThrownBy(() -> new RetryPolicy.Builder(policy).longestBackoff(null))
                .hasMessage("longest backoff must not be null");
    }
}
