package io.github.gpfailover.spi;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.List;
import java.util.StringJoiner;

/**
 * The quoting of arguments, by which a POSIX shell reads back exactly those arguments.
 *
 * <p>It exists so that quoting is done in one place: transports that must hand text to a remote shell use it, and nothing else puts
 * a command line together. Thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class ShellWords {

    private ShellWords() {}

    /**
     * Writes one argument as one shell word.
     *
     * @param argument the argument; every character but NUL is allowed
     * @return the word: the argument itself where no character needs quoting, else in single quotes
     * @throws NullPointerException if the argument is null
     * @throws IllegalArgumentException if it holds NUL, which no argument of a process can
     */
    public static String quote(String argument) {
        Checks.notNull(argument, "argument");
        if (argument.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "an argument holds NUL, which no process can be given: " + Checks.shown(argument));
        }
        return Checks.plain(argument, "_@%+:,./-") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /**
     * Writes an argument list as one command line.
     *
     * @param arguments the arguments
     * @return the words, with a blank between them
     * @throws NullPointerException if the list or an argument is null
     * @throws IllegalArgumentException if an argument holds NUL
     */
    public static String join(List<String> arguments) {
        StringJoiner words = new StringJoiner(" ");
        for (String argument : Checks.notNull(arguments, "arguments")) {
            words.add(quote(argument));
        }
        return words.toString();
    }
}
