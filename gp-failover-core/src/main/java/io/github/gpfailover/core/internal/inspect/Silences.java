package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.OutputListener;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A transport to the hosts with a note of those that met it with silence. It exists so that within an outage a silent host is asked once: each
 * further question costs clients the whole time for connecting. A note is about the controller's own connection only. An answer of any
 * kind that came since the silent question began outweighs it. Thread-safe.
 */
public final class Silences implements CommandTransport {

    /** A silence that is older is asked for again. */
    private static final Duration FRESH = Duration.ofSeconds(6);

    private static final Set<TransportException.Reason> MAYBE = EnumSet.of(
            TransportException.Reason.NO_ANSWER,
            TransportException.Reason.CONNECT,
            TransportException.Reason.NAME_SERVICE,
            TransportException.Reason.TIMEOUT,
            TransportException.Reason.LOST);

    private record Silence(long began, long ended) {}

    private final CommandTransport transport;
    private final Sleeper sleeper;
    private final Map<HostName, Silence> silent = new ConcurrentHashMap<>();
    private final Map<HostName, Long> heard = new ConcurrentHashMap<>();
    private volatile boolean silentLast;
    private final AtomicLong met = new AtomicLong();

    /**
     * Makes it; nothing is noted yet.
     *
     * @param transport reaches the hosts
     * @param sleeper measures the time that has passed
     */
    public Silences(CommandTransport transport, Sleeper sleeper) {
        this.transport = transport;
        this.sleeper = sleeper;
    }

    /**
     * Says whether an error means that nothing at all answered; a host that lets nobody in, or refuses a port, is there.
     */
    public static boolean isSilence(TransportException e) {
        boolean nothing =
                e.reason() == TransportException.Reason.NO_ANSWER || e.reason() == TransportException.Reason.CONNECT;
        return nothing && e.phase() == TransportException.Phase.CONNECT;
    }

    /** Says whether an error may come of a way that is gone; any other end is an answer. */
    public static boolean mayBeSilence(TransportException e) {
        return MAYBE.contains(e.reason());
    }

    /** Says whether the last command to any host met with silence, so that perhaps nobody at all answers. */
    public boolean silentLast() {
        return silentLast;
    }

    /** How many commands have met with silence so far. */
    public long met() {
        return met.get();
    }

    /** Says whether a host was found silent just now; false says nothing. */
    public boolean justFound(HostName host) {
        Silence last = silent.get(host);
        if (last == null || sleeper.nanoTime() - last.ended() > FRESH.toNanos()) {
            return false;
        }
        Long answered = heard.get(host);
        return answered == null || answered < last.began();
    }

    /** Runs a command for which nobody is waited long: its silence says nothing of a host, and is not noted. */
    public CommandResult briefly(HostName host, Command command) throws InterruptedException {
        return transport.execute(host, command);
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        return noted(host, () -> transport.execute(host, command));
    }

    @Override
    public CommandResult execute(HostName host, Command command, OutputListener listener) throws InterruptedException {
        return noted(host, () -> transport.execute(host, command, listener));
    }

    /**
     * Gives the transport through a host as it is: what is met there says nothing of the controller's own connection.
     */
    @Override
    public Optional<CommandTransport> through(HostName host) {
        return transport.through(host);
    }

    private CommandResult noted(HostName host, Sleeper.Task<CommandResult> question) throws InterruptedException {
        long began = sleeper.nanoTime();
        try {
            CommandResult result = question.run();
            heard.merge(host, sleeper.nanoTime(), Math::max);
            silentLast = false;
            return result;
        } catch (TransportException e) {
            silentLast = mayBeSilence(e);
            if (silentLast) {
                met.incrementAndGet();
            }
            if (isSilence(e)) {
                silent.put(host, new Silence(began, sleeper.nanoTime()));
            } else {
                heard.merge(host, sleeper.nanoTime(), Math::max);
            }
            throw e;
        }
    }
}
