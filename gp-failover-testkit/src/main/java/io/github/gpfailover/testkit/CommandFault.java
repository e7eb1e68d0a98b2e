package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.CommandRunner;

/**
 * What goes wrong with one command, although its host and its program are well.
 *
 * <p>It exists because an exit status and an effect are two things: a test says which of them is taken away. Immutable and
 * thread-safe; given to {@link SimulatedHost#failNext(String, CommandFault)}.
 *
 * @since 0.1
 */
@Evolving
public final class CommandFault {

    /** The kinds of failure of a command. */
    private enum Kind {
        LOST_BEFORE,
        LOST_AFTER,
        EXIT_BEFORE,
        EXIT_AFTER,
        GARBLED,
        HANG
    }

    private final Kind kind;
    private final int exit;
    private final String stdout;

    private CommandFault(Kind kind, int exit, String stdout) {
        this.kind = kind;
        this.exit = exit;
        this.stdout = stdout;
    }

    /**
     * The connection drops before the command did anything.
     *
     * @return that fault
     */
    public static CommandFault lostBeforeEffect() {
        return new CommandFault(Kind.LOST_BEFORE, 0, "");
    }

    /**
     * The connection drops after the command did its work and before its end was read.
     *
     * @return that fault
     */
    public static CommandFault lostAfterEffect() {
        return new CommandFault(Kind.LOST_AFTER, 0, "");
    }

    /**
     * The command does nothing, prints nothing and exits with that status.
     *
     * @param status the exit status
     * @return that fault
     */
    public static CommandFault exitStatusBeforeEffect(int status) {
        return new CommandFault(Kind.EXIT_BEFORE, status, "");
    }

    /**
     * The command does its work, but its text ends after half of its lines and it exits with that status.
     *
     * @param status the exit status
     * @return that fault
     */
    public static CommandFault exitStatusAfterEffect(int status) {
        return new CommandFault(Kind.EXIT_AFTER, status, "");
    }

    /**
     * The command does its work and prints something else.
     *
     * @param stdout what it prints
     * @return that fault
     * @throws NullPointerException if the text is null
     */
    public static CommandFault garbled(String stdout) {
        return new CommandFault(Kind.GARBLED, 0, Checks.notNull(stdout, "stdout"));
    }

    /**
     * The command does nothing and never ends.
     *
     * @return that fault
     */
    public static CommandFault hang() {
        return new CommandFault(Kind.HANG, 0, "");
    }

    CommandRunner.Fault order() {
        boolean before = kind == Kind.LOST_BEFORE || kind == Kind.EXIT_BEFORE;
        boolean exits = kind == Kind.EXIT_BEFORE || kind == Kind.EXIT_AFTER;
        return new CommandRunner.Fault(before, kind == Kind.HANG, exits, exit, kind == Kind.GARBLED ? stdout : null);
    }

    /** Returns what goes wrong. */
    @Override
    public String toString() {
        return switch (kind) {
            case LOST_BEFORE -> "connection lost before the effect";
            case LOST_AFTER -> "connection lost after the effect";
            case EXIT_BEFORE -> "exit " + exit + " before the effect";
            case EXIT_AFTER -> "exit " + exit + " after the effect";
            case GARBLED -> "garbled output";
            case HANG -> "hang";
        };
    }
}
