package io.github.gpfailover.testkit.contract;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/**
 * What any {@link CommandTransport} must do; each test is one requirement, and its display name says it.
 *
 * <p>It exists so that whoever writes a transport of their own learns from a failing sentence, and not from a failover, what the
 * engine relies on. Extend it, say how to get a transport and a host, and override the hooks for what you can arrange: a test
 * whose hook is empty is skipped and says why.
 *
 * <pre>{@code
 * class MyTransportContractTest extends CommandTransportContract {
 *     @Override
 *     protected CommandTransport transport() {
 *         return MyTransport.create();
 *     }
 *
 *     @Override
 *     protected HostName host() {
 *         return HostName.of("mdw");
 *     }
 *
 *     @Override
 *     protected Optional<HostName> unknownHost() {
 *         return Optional.of(HostName.of("nosuch.invalid"));
 *     }
 * }
 * }</pre>
 *
 * <p>The host needs what {@linkplain io.github.gpfailover.core.job.Jobs jobs} need, and these programs as GNU has them: {@code cat}, {@code false}, {@code printenv}, {@code printf}, {@code pwd},
 * {@code readlink}, {@code seq}, {@code sleep}, {@code tee}, {@code true}; and with a {@linkplain #hasShell() shell} {@code bash},
 * {@code chmod}, {@code kill}, {@code mktemp}, {@code ps}, {@code rm}, {@code sh}, {@code yes}. Scripts and programs that the tests
 * need are put into a directory that {@code mktemp -d} makes, and removed with it. Nothing else on the host is changed. After each
 * test the processes are ended that its commands left, whether it failed or not; the test fails if they can't be.
 *
 * <p>An output that is too long to be kept must have its beginning and its end in the result, with a line of the form
 * {@code … 1234 bytes left out …} between them. Each test has a transport of its own, at most two minutes, and a thread of its own.
 * Tests do not depend on each other; a subclass needs to be no safer for threads than its transport.
 *
 * @since 0.1
 */
@Evolving
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class CommandTransportContract {

    private final Leftovers leftovers = new Leftovers();
    private CommandTransport subject;

    /** Makes the contract; a subclass needs no arguments. */
    protected CommandTransportContract() {}

    /**
     * Makes a fresh, open transport. It is called before each test, by a test that needs a second one for the same host, and after a test
     * whose commands may still run, to end them; the contract closes all of them.
     *
     * @return the transport
     * @throws Exception if that fails; the test fails then
     */
    protected abstract CommandTransport transport() throws Exception;

    /**
     * Names the host that commands are run on. It must be well for all transports of one test.
     *
     * @return the host
     */
    protected abstract HostName host();

    /**
     * Names a host that there is none of, for example one under {@code .invalid}.
     *
     * @return the host; empty, which is the default, where that can't be arranged
     */
    protected Optional<HostName> unknownHost() {
        return Optional.empty();
    }

    /**
     * Names a host that says no: nothing listens where the transport would connect to.
     *
     * @return the host; empty, which is the default, where that can't be arranged
     */
    protected Optional<HostName> refusingHost() {
        return Optional.empty();
    }

    /**
     * Names a host that never answers while a connection to it is made: it has no power, or takes the connection and stays silent.
     * The transport must give it up in less than a minute.
     *
     * @return the host; empty, which is the default, where that can't be arranged
     */
    protected Optional<HostName> silentHost() {
        return Optional.empty();
    }

    /**
     * Says how long after a command's time was up its time-out may be reported, at the most: the engine has other things to do by then.
     *
     * @return 15 seconds by default
     */
    protected Duration longestDelay() {
        return Duration.ofSeconds(15);
    }

    /**
     * Names a host that lies on another route to {@link #host()}, for {@link CommandTransport#through(HostName)}.
     *
     * @return the host between; empty, which is the default, where the transport has no such routes
     */
    protected Optional<HostName> hostBetween() {
        return Optional.empty();
    }

    /**
     * Gives what breaks all connections that the transport holds to {@link #host()} at this moment, as a router does that forgets
     * them. It is run while a command runs; new connections must be possible when it has returned.
     *
     * @return what breaks them; empty, which is the default, where that can't be arranged
     */
    protected Optional<Runnable> connectionBreaker() {
        return Optional.empty();
    }

    /**
     * Gives a command that ends without reporting an exit status.
     *
     * @return the command; empty, which is the default, where that can't be arranged
     */
    protected Optional<Command> commandWithoutExitStatus() {
        return Optional.empty();
    }

    /**
     * Says whether the host has a shell and a process table that shows what runs. Without one, tests that search for processes
     * are skipped.
     *
     * @return true, which is the default, if it has
     */
    protected boolean hasShell() {
        return true;
    }

    /**
     * Says whether the transport hands lines over to a listener while the command runs. One that keeps the default of
     * {@link CommandTransport#execute(HostName, Command, io.github.gpfailover.spi.OutputListener)} does not: it has to override
     * {@link #executeWhile}, and tests that stop a command from a listener are skipped.
     *
     * @return true, which is the default, if it does
     */
    protected boolean tellsLinesAtOnce() {
        return true;
    }

    /**
     * Gives a command that prints the line {@code started} and then runs until it is ended. The marker must be among its
     * arguments, so that it is found in the process table.
     *
     * @param marker a number of seconds, more than an hour
     * @return the command: a script for {@code sh} by default; {@code sleep} alone will do for a host without a shell
     */
    protected Command endlessCommand(String marker) {
        return Command.of("sh", "-c", "echo started; exec sleep \"$1\"", "sh", marker);
    }

    /**
     * Runs a command on {@link #host()}, and has something happen while it runs. The default waits for its first line, and has it
     * happen on another thread. A transport that hands lines over only after the end must override this.
     *
     * @param transport the transport
     * @param command what to run, such as {@link #endlessCommand(String)}
     * @param meanwhile what is to happen, once
     * @return the result
     * @throws InterruptedException if the calling thread was interrupted
     */
    protected CommandResult executeWhile(CommandTransport transport, Command command, Runnable meanwhile)
            throws InterruptedException {
        AtomicBoolean happened = new AtomicBoolean();
        return transport.execute(host(), command, line -> {
            if (!happened.getAndSet(true)) {
                new Thread(meanwhile, "contract-meanwhile").start();
            }
        });
    }

    /**
     * Gives the directory that commands must start in, without symbolic links: the home directory of the user that the transport
     * logs in as. The default asks the host for the variable {@code HOME}.
     *
     * @return the directory
     * @throws InterruptedException if the calling thread was interrupted
     */
    protected String homeDirectory() throws InterruptedException {
        String home =
                subject.execute(host(), Command.of("printenv", "HOME")).stdout().stripTrailing();
        return subject.execute(
                        host(), Command.builder(List.of("readlink", "-f", home)).build())
                .stdout()
                .stripTrailing();
    }

    /**
     * Gives what waits between two questions about a {@linkplain io.github.gpfailover.core.job.Job job}.
     *
     * @return the system's sleeper by default; a transport whose hosts have a time of their own gives the sleeper of that
     */
    protected Sleeper sleeper() {
        return Sleeper.system();
    }

    /** Gives what this test has made on the host. */
    final Leftovers leftovers() {
        return leftovers;
    }

    /** Gives the transport of this test. */
    final CommandTransport subject() {
        return subject;
    }

    @BeforeEach
    final void openTransport() throws Exception {
        subject = Checks.notNull(transport(), "transport");
    }

    @AfterEach
    final void closeTransport() {
        if (subject != null) {
            Assertions.assertDoesNotThrow(subject::close);
        }
    }

    @Nested
    @DisplayName("arguments")
    class Arguments extends ArgumentTests {
        Arguments() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("environment")
    class Environment extends EnvironmentTests {
        Environment() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("standard input")
    class Input extends InputTests {
        Input() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("output")
    class Output extends OutputTests {
        Output() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("the end of a command")
    class End extends EndTests {
        End() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("deadline and interrupt")
    class Cancelling extends CancellingTests {
        Cancelling() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("listener")
    class Listener extends ListenerTests {
        Listener() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("connection")
    class Connection extends ConnectionTests {
        Connection() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("jobs")
    class Detached extends JobTests {
        Detached() {
            super(CommandTransportContract.this);
        }
    }

    @Nested
    @DisplayName("closing")
    class Closing extends ClosingTests {
        Closing() {
            super(CommandTransportContract.this);
        }
    }
}
