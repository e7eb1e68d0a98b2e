package io.github.gpfailover.testkit.internal;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.PriorityQueue;

/** Virtual time and its events, and the time stamps that the utilities print; guarded by its own monitor. */
public final class SimTime {

    private static final long SECOND = 1_000_000_000L;
    private static final Instant START = Instant.parse("2026-11-22T05:05:00Z");
    private static final DateTimeFormatter LOG = DateTimeFormatter.ofPattern("uuuuMMdd:HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    // pg_controldata prints strftime's %c of an English locale (recording 26).
    private static final DateTimeFormatter CONTROL =
            DateTimeFormatter.ofPattern("EEE dd MMM uuuu hh:mm:ss a 'UTC'", Locale.US);

    private record Due(long at, long order, Runnable event) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> events = new PriorityQueue<>();
    private Runnable afterEvent = () -> {};
    private long now;
    // Where the present branch of several that run side by side has come to; negative outside of branches.
    private long branch = -1;
    private long order;
    private long formattedSecond = -1;
    private String formatted = "";

    /** Has something checked after each event. */
    public void afterEvent(Runnable look) {
        afterEvent = look;
    }

    /** Gives the nanoseconds since the start. */
    public long now() {
        return branch >= 0 ? branch : now;
    }

    /**
     * Begins a branch of several things that are done side by side: it runs from that moment on, in a time of its own. What has come
     * of the world by then is what it sees, as if its commands had been a little late.
     */
    public void branchFrom(long nanos) {
        branch = nanos;
    }

    /** Gives where the present branch stands, or a negative number outside of branches. */
    public long branch() {
        return branch;
    }

    /** Schedules an event. */
    public void at(long nanos, Runnable event) {
        events.add(new Due(Math.max(now, nanos), order++, event));
    }

    /** Says when the next event is due, or {@link Long#MAX_VALUE}. */
    public long nextEvent() {
        Due head = events.peek();
        return head == null ? Long.MAX_VALUE : head.at;
    }

    /** Moves on, running what becomes due. */
    public void advanceTo(long nanos) {
        long own = branch;
        // What becomes due is the world's, not the branch's.
        branch = -1;
        Due head = events.peek();
        while (head != null && head.at <= nanos) {
            events.poll();
            now = Math.max(now, head.at);
            head.event.run();
            afterEvent.run();
            head = events.peek();
        }
        now = Math.max(now, nanos);
        branch = own < 0 ? own : Math.max(own, nanos);
    }

    /** Gives the present as an instant. */
    public Instant instant() {
        return START.plusNanos(now());
    }

    /** Gives that moment as an instant. */
    public static Instant instant(long nanos) {
        return START.plusNanos(nanos);
    }

    /** Gives the present as the utilities' log lines begin: {@code 20261122:05:05:50}. */
    public String logSecond() {
        long second = now() / SECOND;
        if (second != formattedSecond) {
            formattedSecond = second;
            formatted = LOG.format(local(now()));
        }
        return formatted;
    }

    /** Gives that moment as ps prints it. */
    public static String hourMinute(long nanos) {
        return MINUTE.format(local(nanos));
    }

    /** Gives that moment as pg_controldata prints it. */
    public static String controlTime(long nanos) {
        return CONTROL.format(local(nanos));
    }

    /** Gives the seconds since 1970. */
    public static long epochSecond(long nanos) {
        return instant(nanos).getEpochSecond();
    }

    private static LocalDateTime local(long nanos) {
        return LocalDateTime.ofInstant(instant(nanos), ZoneOffset.UTC);
    }
}
