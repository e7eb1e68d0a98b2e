package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import java.time.Duration;

/** Whether a host is silent to the controller; one that refuses in any way is not. */
public record SilenceOf(HostName on) implements Question<Boolean> {

    private static final Duration QUESTION = Duration.ofSeconds(10);

    @Override
    public Boolean ask(LiveInspection hosts) throws InterruptedException {
        // Met by the observation that the decision rests on: asked again, it costs waiting commits the time for
        // connecting.
        if (hosts.silences().isPresent() && hosts.silences().get().justFound(on)) {
            return true;
        }
        try {
            hosts.run(on, Command.of("true").within(QUESTION));
            return false;
        } catch (TransportException e) {
            return Silences.isSilence(e);
        }
    }
}
