package io.github.gpfailover.core.internal.fence;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.process.InstanceProcesses;
import io.github.gpfailover.core.internal.process.ProcessTable;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sessions on one segment, observed and ended. They matter because a master writes through its dispatcher's sessions there.
 */
public final class SegmentSessions {

    /** One session: where it comes from (empty: from the segment's own host), and the dispatching session's number. */
    public record Session(InstanceLocation on, int pid, String address, long number, String user) {

        /** Whether it says that it is part of a dispatching session; a wal sender has no such number. */
        public boolean dispatched() {
            return number > 0;
        }

        @Override
        public String toString() {
            return "session " + number + " of " + user + " from " + address + " on " + on.host() + ":" + on.port()
                    + " (pid " + pid + ")";
        }
    }

    /**
     * The sessions on a segment.
     *
     * @param on the segment
     * @param sessions what it has
     * @param takesNone whether it takes no sessions, as a mirror does and a segment that is stopped
     * @param fault why they could not be seen; empty if they could
     */
    public record Seen(InstanceLocation on, List<Session> sessions, boolean takesNone, Optional<String> fault) {}

    private final InstanceLocation segment;
    private final Dialect dialect;
    private final CommandTransport transport;

    public SegmentSessions(InstanceLocation segment, Dialect dialect, CommandTransport transport) {
        this.segment = segment;
        this.dialect = dialect;
        this.transport = transport;
    }

    /** Observes. */
    public Seen look() throws InterruptedException {
        try {
            CommandResult said = transport.execute(segment.host(), dialect.segmentSessions(segment));
            if (said.exitedZero()) {
                return read(said);
            }
            LoginRefusal refusal = LoginRefusal.parse(said.stderr());
            return switch (refusal.kind()) {
                // A mirror, whose text differs by product, or a server that is not up yet: neither has a session.
                case STANDBY, STARTING -> new Seen(segment, List.of(), true, Optional.empty());
                case NO_SERVER -> stopped();
                default -> unseen(refusal.message().isEmpty() ? said.exitText() : refusal.message());
            };
        } catch (GpFailoverException e) {
            return unseen(String.valueOf(e.getMessage()));
        }
    }

    private Seen read(CommandResult said) {
        List<Session> sessions = new ArrayList<>();
        boolean whole = false;
        for (String line : said.stdout().lines().toList()) {
            String[] parts = line.split("\\|", -1);
            if (parts[0].equals("session")
                    && parts.length == 5
                    && parts[1].matches("[0-9]{1,9}")
                    && parts[3].matches("-?[0-9]{1,18}")) {
                sessions.add(
                        new Session(segment, Integer.parseInt(parts[1]), parts[2], Long.parseLong(parts[3]), parts[4]));
            } else if (line.equals("end")) {
                whole = true;
            } else {
                return unseen("its list of sessions could not be read at '" + line + "'");
            }
        }
        return whole
                ? new Seen(segment, List.copyOf(sessions), false, Optional.empty())
                : unseen("its list of sessions was cut off");
    }

    /** A session outlives a killed postmaster (recording b4), so a port where nothing listens shows nothing. */
    private Seen stopped() throws InterruptedException {
        CommandResult ps = transport.execute(segment.host(), ProcessTable.QUESTION);
        ProcessTable table = ProcessTable.parse(segment.host(), ps.stdout());
        boolean whole = table.whole(ps);
        InstanceProcesses left = InstanceProcesses.of(table, segment);
        return whole && left.mine().isEmpty() && left.unattributed().isEmpty()
                ? new Seen(segment, List.of(), true, Optional.empty())
                : unseen("nothing listens there, and it is not proved that no process of it is left");
    }

    /** Ends the sessions from some addresses; gives what went wrong. */
    public Optional<String> end(List<String> addresses) throws InterruptedException {
        try {
            CommandResult said = transport.execute(segment.host(), dialect.endSegmentSessions(segment, addresses));
            return said.exitedZero()
                    ? Optional.empty()
                    : Optional.of("sessions on " + at() + " could not be ended: " + said.lastLine());
        } catch (GpFailoverException e) {
            return Optional.of("sessions on " + at() + " could not be ended: " + e.getMessage());
        }
    }

    private Seen unseen(String why) {
        return new Seen(
                segment, List.of(), false, Optional.of("the sessions on " + at() + " could not be seen: " + why));
    }

    private String at() {
        return segment.host() + ":" + segment.port();
    }
}
