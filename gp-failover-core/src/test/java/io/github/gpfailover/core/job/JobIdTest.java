package io.github.gpfailover.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.transport.LocalTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".", "..", "a/b", "a b", "a\nb", "a\0", "$x", "ä", "a_b"})
    void refusesWhatIsNoPlainName(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> JobId.of(value));
    }

    @Test
    void takesUpTo64Characters() {
        assertThat(JobId.of("a".repeat(64))).hasToString("a".repeat(64));
        assertThatIllegalArgumentException().isThrownBy(() -> JobId.of("a".repeat(65)));
    }

    @Test
    void givesAnotherIdEachTime() {
        assertThat(JobId.random()).isNotEqualTo(JobId.random());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "..", "a/../b", "/..", "a\nb", "a\0", "~/jobs", "~"})
    void refusesADirectoryThatIsNotPlain(String path) {
        Jobs jobs = Jobs.over(LocalTransport.create(HostName.of("mdw")));

        assertThatIllegalArgumentException().isThrownBy(() -> jobs.in(path));
    }

    @Test
    void takesADirectoryWithBlanksQuotesAndDots() {
        Jobs jobs = Jobs.over(LocalTransport.create(HostName.of("mdw")));

        assertThat(jobs.in("/a b/'..c'/-d")).hasToString("jobs in /a b/'..c'/-d");
        assertThat(jobs).hasToString("jobs in .gp-failover/jobs");
    }
}
