package io.github.gpfailover.spi;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.Optional;

/**
 * The means of running commands on hosts.
 *
 * <p>It exists so that the engine doesn't know how hosts are reached. Implementations must be safe for use by many threads. The
 * engine calls {@link #execute} from its own threads, once for each command, and never repeats a command on its own account.
 *
 * <p>For callers to implement: a method that is added later has a default.
 *
 * @since 0.1
 */
@Stable
public interface CommandTransport extends AutoCloseable {

    /**
     * Runs a command on a host and waits for its end.
     *
     * <p>The command's argument list reaches the program exactly as given. A command that does not end within its
     * {@linkplain Command#timeout() time} is ended, with its children, as far as the transport can, and reported as
     * {@link TransportException.Reason#TIMEOUT}. An exit status other than 0 is a result, not an exception.
     *
     * @param host where to run it
     * @param command what to run
     * @return what it printed and how it ended
     * @throws TransportException if its end could not be learned; the reason says whether it may have taken effect
     * @throws InterruptedException if the calling thread was interrupted; the command may have taken effect
     */
    CommandResult execute(HostName host, Command command) throws InterruptedException;

    /**
     * Runs a command as {@link #execute(HostName, Command)} does, and hands over each line as it is printed.
     *
     * <p>The default runs the command first, and hands over the lines of its result after its end. A transport that can do better
     * overrides this.
     *
     * @param host where to run it
     * @param command what to run
     * @param listener receives each line, on the calling thread
     * @return what it printed and how it ended
     * @throws TransportException if its end could not be learned; the reason says whether it may have taken effect
     * @throws InterruptedException if the calling thread was interrupted; the command may have taken effect
     */
    default CommandResult execute(HostName host, Command command, OutputListener listener) throws InterruptedException {
        Checks.notNull(listener, "listener");
        CommandResult result = execute(host, command);
        result.stdout()
                .lines()
                .forEach(line -> listener.line(new OutputListener.Line(OutputListener.Stream.STDOUT, line)));
        result.stderr()
                .lines()
                .forEach(line -> listener.line(new OutputListener.Line(OutputListener.Stream.STDERR, line)));
        return result;
    }

    /**
     * Gives a transport to the same hosts through another host, for commands to a host that can't be reached from here but
     * may be from there. It shares what this transport holds open, and needs no closing of its own.
     *
     * @param host the host to go through
     * @return that transport; empty if this one has none, which is the default
     */
    default Optional<CommandTransport> through(HostName host) {
        return Optional.empty();
    }

    /** Ends all that the transport holds open. Closing twice changes nothing. The default does nothing. */
    @Override
    default void close() {}
}
