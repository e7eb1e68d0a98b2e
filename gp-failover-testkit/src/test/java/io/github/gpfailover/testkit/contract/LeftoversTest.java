package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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

/** What the transports' contract leaves behind of a transport that fails it. */
@Tag("processes")
class LeftoversTest {

    private static final HostName HERE = HostName.of("mdw");
    private static final List<Process> STARTED = new CopyOnWriteArrayList<>();

    @Test
    @DisplayName("a transport that ends no command when its time is up fails, and nothing that it ran goes on")
    void endsWhatATransportLeaves() throws InterruptedException {
        assertThat(failures("timeout")).containsExactly("timeout()");
        assertThat(failures("worksAfterATimeout")).isEmpty();

        assertThat(STARTED).hasSize(2);
        for (Process process : STARTED) {
            assertThat(process.waitFor(10, TimeUnit.SECONDS))
                    .as(process.info() + " has ended")
                    .isTrue();
        }
    }

    private static List<String> failures(String test) {
        List<String> failed = new ArrayList<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectNestedMethod(
                        List.of(Careless.class), CommandTransportContract.Cancelling.class, test))
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() && result.getStatus() == TestExecutionResult.Status.FAILED) {
                    failed.add(test.getLegacyReportingName());
                }
            }
        });
        return failed;
    }

    /** Not found by a build, since it is no class of its own. */
    static final class Careless extends CommandTransportContract {

        @Override
        protected CommandTransport transport() {
            CommandTransport sound = LocalTransport.create(HERE);
            return (host, command) -> command.timeout().compareTo(Duration.ofSeconds(5)) < 0
                    ? walksAway(host, command)
                    : sound.execute(host, command);
        }

        /** Starts it, and reports a time-out without ending it. */
        private static CommandResult walksAway(HostName host, Command command) throws InterruptedException {
            try {
                Process process = new ProcessBuilder(command.program())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                STARTED.add(process);
                throw new TransportException(Reason.TIMEOUT, host, "the time of '" + command + "' is up", null);
            } catch (IOException e) {
                throw new TransportException(Reason.NOT_STARTED, host, e.getMessage(), e);
            }
        }

        @Override
        protected HostName host() {
            return HERE;
        }

        @Override
        protected boolean tellsLinesAtOnce() {
            return false;
        }
    }
}
