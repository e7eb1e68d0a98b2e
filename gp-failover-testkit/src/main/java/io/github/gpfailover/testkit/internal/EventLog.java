package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What happened, kept as it came and made into text only when somebody reads it. */
public final class EventLog {

    private record Entry(long at, HostName host, Object what, String end, long elapsed) {}

    private final List<Entry> entries = new ArrayList<>();

    /** Notes an outage or another event. */
    public void event(long at, String what) {
        entries.add(new Entry(at, null, what, "", -1));
    }

    /** Notes a command and how it ended. */
    public void command(long at, HostName host, Command command, String end, long elapsed) {
        entries.add(new Entry(at, host, command, end, elapsed));
    }

    /** Hands over each command, as they came. */
    public void commands(BiConsumer<HostName, Command> to) {
        for (Entry entry : entries) {
            if (entry.host != null) {
                to.accept(entry.host, (Command) entry.what);
            }
        }
    }

    /** Writes it down: time, host and command or event, end, seconds. */
    public String render() {
        StringBuilder out = new StringBuilder();
        for (Entry entry : entries) {
            String at = SimTime.instant(entry.at).toString();
            out.append(at);
            for (int i = at.length(); i < 30; i++) {
                out.append(' ');
            }
            if (entry.host == null) {
                out.append(" *** ").append(entry.what);
            } else {
                out.append(' ')
                        .append(entry.host)
                        .append(": ")
                        .append(((Command) entry.what).toShell())
                        .append(" -> ")
                        .append(entry.end)
                        .append(" in ")
                        .append(Duration.ofNanos(entry.elapsed).toMillis() / 1000.0)
                        .append(" s");
            }
            out.append('\n');
        }
        return out.toString();
    }
}
