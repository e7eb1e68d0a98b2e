package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.ssh.SshTransport;
import io.github.gpfailover.testkit.contract.CommandTransportContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract's time-out on a line on which a command takes 2 s to begin, which is no fault of the transport. */
@Tag("ssh")
class SlowLineTest {

    private static final Duration EACH_PORTION = Duration.ofMillis(300);

    @Test
    @DisplayName("a transport on a slow line ends a command in time, as the contract wants it")
    void endsACommandInTime() {
        List<TestExecutionResult> results = new ArrayList<>();
        LauncherDiscoveryRequest timeout = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectNestedMethod(
                        List.of(Slow.class.getName()),
                        CommandTransportContract.class.getName() + "$Cancelling",
                        "timeout"))
                .build();
        LauncherFactory.create().execute(timeout, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    results.add(result);
                }
            }
        });

        assertThat(results).singleElement().asString().contains("SUCCESSFUL");
    }

    /** Not found by a build, since it is no class of its own. */
    static final class Slow extends SshTransportContractTest {

        @Override
        CommandTransport wrapped(SshTransport made) {
            link.delay(EACH_PORTION);
            return made;
        }

        @Override
        Duration connectTimeout() {
            return Duration.ofSeconds(30);
        }
    }
}
