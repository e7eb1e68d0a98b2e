package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.CommandResult;

/** What a server says to the master's host, where the controller can't see it. */
public record AnswerOf(InstanceLocation master, InstanceLocation server) implements Question<Answer> {

    @Override
    public Answer ask(LiveInspection hosts) throws InterruptedException {
        try {
            CommandResult said =
                    hosts.run(master.host(), hosts.dialect().reachSegment(master, server.host(), server.port()));
            if (said.exitedZero()) {
                return Answer.TAKES_SESSIONS;
            }
            boolean standby = LoginRefusal.parse(said.stderr()).kind() == LoginRefusal.Kind.STANDBY;
            return standby ? Answer.STANDBY : Answer.NOTHING;
        } catch (TransportException e) {
            return Answer.NOTHING;
        }
    }
}
