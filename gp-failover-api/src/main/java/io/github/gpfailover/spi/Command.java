package io.github.gpfailover.spi;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.CommandWrappers;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One command for one host: an argument list, never a line of shell.
 *
 * <p>It exists so that nothing a caller gives can be read as shell. A command starts in the home directory of the user that the
 * transport logs in as, with exactly the variables given here added to that user's plain environment; no login shell's files are
 * relied on. Where a product's environment script is needed, {@link Builder#sourcing(String)} wraps the arguments in one fixed
 * script that receives everything as positional parameters. Of what the login or that script sets, nothing chooses the server then:
 * variables whose names begin with {@code PG} or {@code PSQL}, and {@code MASTER_DATA_DIRECTORY} and {@code COORDINATOR_DATA_DIRECTORY},
 * reach the program only if they are given here. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class Command {

    /** The script that sources its {@code $0} and becomes a program: nothing is ever put into its text. */
    public static final String SOURCING_SCRIPT = CommandWrappers.SOURCING;

    private static final int LONGEST_SHOWN_INPUT = 200;
    private static final int LONGEST_SHOWN_LINE = 40;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private final List<String> program;
    private final Optional<String> environmentScript;
    private final Optional<Session> session;
    private final boolean systemProgram;
    private final Map<String, String> environment;
    private final Optional<String> stdin;
    private final boolean secretStdin;
    private final Duration timeout;
    private final boolean mutating;

    /**
     * A server on the command's own host.
     *
     * @param host its host's name
     * @param dataDirectory its data directory
     * @since 0.1
     */
    public record Session(String host, String dataDirectory) {}

    private Command(Builder b) {
        program = List.copyOf(b.program);
        environmentScript = Optional.ofNullable(b.environmentScript);
        session = Optional.ofNullable(b.session);
        systemProgram = b.systemProgram;
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(b.environment));
        stdin = Optional.ofNullable(b.stdin);
        secretStdin = b.secretStdin;
        timeout = b.timeout;
        mutating = b.mutating;
    }

    /**
     * Makes a command that only reads, with the default timeout of 60 seconds.
     *
     * @param arguments the program and its arguments
     * @return the command
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if there is no argument, the program is empty, or one holds NUL
     */
    public static Command of(String... arguments) {
        return builder(List.of(arguments)).build();
    }

    /**
     * Begins a command. Defaults: nothing sourced, no variables, empty standard input, 60 seconds, only reads.
     *
     * @param arguments the program and its arguments
     * @return a builder
     * @throws NullPointerException if the list or an argument is null
     * @throws IllegalArgumentException if there is no argument, the program is empty, or one holds NUL
     */
    public static Builder builder(List<String> arguments) {
        return new Builder(arguments);
    }

    /**
     * Gives the argument list that a transport runs: the program, with a fixed script round it where an environment script is to be
     * sourced, or where it is a program of administration.
     *
     * @return the whole argument list
     */
    public List<String> argv() {
        if (environmentScript.isPresent()) {
            return CommandWrappers.sourcing(environmentScript.get(), sessionWords(), environment.keySet(), program);
        }
        return systemProgram ? CommandWrappers.systemProgram(program) : program;
    }

    /**
     * Gives the program and its arguments, as the caller gave them.
     *
     * @return the arguments without the environment script
     */
    public List<String> program() {
        return program;
    }

    /**
     * Gives the environment script that is sourced first.
     *
     * @return its path; empty if none is
     */
    public Optional<String> environmentScript() {
        return environmentScript;
    }

    /**
     * Gives the server that the program has its session with, where it is reached by its socket.
     *
     * @return the server; empty if none was named
     */
    public Optional<Session> session() {
        return session;
    }

    /**
     * Says whether the directories of administration ({@code /usr/sbin}, {@code /sbin}) are searched for the program too.
     *
     * @return true if it was made so by {@link Builder#systemProgram()}
     */
    public boolean systemProgram() {
        return systemProgram;
    }

    /**
     * Gives the variables that are added to the environment.
     *
     * @return the variables, in the order they were given
     */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * Gives what the command reads from its standard input.
     *
     * @return the text; empty for an input that ends at once
     */
    public Optional<String> stdin() {
        return stdin;
    }

    /**
     * Says whether nobody but the command may see what it reads from its standard input.
     *
     * @return true if it was given by {@link Builder#secretStdin(String)}
     */
    public boolean secretStdin() {
        return secretStdin;
    }

    /**
     * Gives how long the command may run before the transport ends it.
     *
     * @return the time
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Says whether the command may change the cluster. Such a command is written to the journal before it is sent.
     *
     * @return true if it may
     */
    public boolean mutating() {
        return mutating;
    }

    /**
     * Gives the same command with less time.
     *
     * @param most the most time that it may have
     * @return this command if it has no more, else a copy
     * @throws IllegalArgumentException if the time is not positive
     */
    public Command within(Duration most) {
        if (timeout.compareTo(most) <= 0) {
            return this;
        }
        Builder copy = new Builder(program);
        copy.environmentScript = environmentScript.orElse(null);
        copy.session = session.orElse(null);
        copy.systemProgram = systemProgram;
        copy.environment.putAll(environment);
        copy.stdin = stdin.orElse(null);
        copy.secretStdin = secretStdin;
        copy.mutating = mutating;
        return copy.timeout(most).build();
    }

    /**
     * Returns the command as a person would type it, with its standard input (cut when long, and left out when it is secret), but
     * without variables and environment script; of a script, which is an argument with many lines that is long or begins with a comment,
     * only the beginning. This is what logs, reports and previews show.
     */
    @Override
    public String toString() {
        return ShellWords.join(program.stream().map(Command::shortened).toList()) + input(LONGEST_SHOWN_INPUT);
    }

    private List<String> sessionWords() {
        return session.map(s -> List.of(s.dataDirectory(), s.host())).orElse(List.of());
    }

    private static String shortened(String argument) {
        int line = argument.indexOf('\n');
        // A script that begins with a comment says in it what it is for.
        boolean whole = line < 0 || (argument.length() <= LONGEST_SHOWN_INPUT && !argument.startsWith("# "));
        return whole ? argument : argument.substring(0, Math.min(line, LONGEST_SHOWN_LINE)) + "…";
    }

    private String input(int longest) {
        if (stdin.isEmpty()) {
            return "";
        }
        String text = stdin.get().strip().replace('\n', ' ').replace("\0", "\\0");
        String shown = text.length() > longest ? text.substring(0, longest) + "…" : text;
        return " <<< " + (secretStdin ? "(secret)" : ShellWords.quote(shown));
    }

    /**
     * Gives all of the command as a person would type it in bash: sourced script, variables, arguments
     * and input. Secret input is left out.
     *
     * @return the command line
     */
    public String toShell() {
        StringBuilder out = new StringBuilder();
        environmentScript.ifPresent(
                s -> out.append(". ").append(ShellWords.quote(s)).append(" && "));
        session.ifPresent(s -> out.append("PGHOST=\"$(sed -n 5p ")
                .append(ShellWords.quote(s.dataDirectory() + "/postmaster.pid"))
                .append(")\" "));
        environment.forEach(
                (k, v) -> out.append(k).append('=').append(ShellWords.quote(v)).append(' '));
        return out.append(ShellWords.join(program))
                .append(input(Integer.MAX_VALUE))
                .toString();
    }

    /** The builder of a command. Not thread-safe. */
    public static final class Builder {

        private final Given given = new Given();
        private final List<String> program;
        private @Nullable String environmentScript;
        private @Nullable Session session;
        private boolean systemProgram;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private @Nullable String stdin;
        private boolean secretStdin;
        private Duration timeout = DEFAULT_TIMEOUT;
        private boolean mutating;

        private Builder(List<String> arguments) {
            program = List.copyOf(Checks.notNull(arguments, "arguments"));
            if (program.isEmpty() || program.get(0).isBlank()) {
                throw new IllegalArgumentException(
                        "a command needs a program: write for example Command.of(\"ps\", \"-ef\")");
            }
            program.forEach(a -> noNul(a, "argument"));
        }

        /**
         * Says which script is to be sourced before the program runs.
         *
         * @param path the script's absolute path
         * @return this builder
         * @throws NullPointerException if the path is null
         * @throws IllegalArgumentException if the path is not absolute or holds NUL
         * @throws IllegalStateException if it was set already
         */
        public Builder sourcing(String path) {
            given.once("sourcing");
            noNul(Checks.notNull(path, "environment script"), "environment script");
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException(
                        "environment script was " + Checks.shown(path) + " but must be an absolute path");
            }
            environmentScript = path;
            return this;
        }

        /**
         * Names the server on the command's own host that the program has its session with. The program gets {@code PGHOST}: the
         * directory of the server's socket, as {@code postmaster.pid} has it there and then, or the host's name if it has none. Where
         * that file can't be read, {@code PGHOST} is not set. Only for a command with an environment script.
         *
         * @param host the host's name, for a server without a socket
         * @param dataDirectory the server's data directory, an absolute path
         * @return this builder
         * @throws NullPointerException if one is null
         * @throws IllegalArgumentException if the directory is not absolute, or one holds NUL
         * @throws IllegalStateException if it was set already
         */
        public Builder session(String host, String dataDirectory) {
            given.once("session");
            noNul(Checks.notNull(dataDirectory, "data directory"), "data directory");
            if (!dataDirectory.startsWith("/")) {
                throw new IllegalArgumentException(
                        "data directory was " + Checks.shown(dataDirectory) + " but must be an absolute path");
            }
            session = new Session(noNul(Checks.notNull(host, "host"), "host"), dataDirectory);
            return this;
        }

        /**
         * Says that the program is one of administration, such as {@code ip}: it is searched for in {@code /usr/sbin} and {@code /sbin} too,
         * which the path of a login by ssh often lacks. One that is on no path ends with 127.
         *
         * @return this builder
         * @throws IllegalStateException if it was set already
         */
        public Builder systemProgram() {
            given.once("systemProgram");
            systemProgram = true;
            return this;
        }

        /**
         * Adds a variable to the environment.
         *
         * @param name its name
         * @param value its value
         * @return this builder
         * @throws NullPointerException if one is null
         * @throws IllegalArgumentException if the name is not one that a shell can set, or the value holds NUL
         * @throws IllegalStateException if it was set already
         */
        public Builder variable(String name, String value) {
            given.once("variable " + name);
            Checks.text(
                    name,
                    "variable",
                    n -> Checks.plain(n, "_") && !Character.isDigit(n.charAt(0)),
                    255,
                    "must be letters, digits and '_'; write for example PGPORT");
            environment.put(name, noNul(Checks.notNull(value, name), name));
            return this;
        }

        /**
         * Says what the command reads from its standard input. Logs and reports show it.
         *
         * @param text the text
         * @return this builder
         * @throws NullPointerException if the text is null
         * @throws IllegalStateException if it was set already
         */
        public Builder stdin(String text) {
            given.once("stdin");
            stdin = Checks.notNull(text, "stdin");
            return this;
        }

        /**
         * Says what the command reads from its standard input, and that nobody else may: it is left out wherever the command is shown.
         *
         * @param text the text
         * @return this builder
         * @throws NullPointerException if the text is null
         * @throws IllegalStateException if it was set already
         */
        public Builder secretStdin(String text) {
            given.once("stdin");
            stdin = Checks.notNull(text, "stdin");
            secretStdin = true;
            return this;
        }

        /**
         * Says how long the command may run.
         *
         * @param time the time
         * @return this builder
         * @throws NullPointerException if the time is null
         * @throws IllegalArgumentException if it is not positive
         * @throws IllegalStateException if it was set already
         */
        public Builder timeout(Duration time) {
            given.once("timeout");
            timeout = Checks.positive(time, "timeout");
            return this;
        }

        /**
         * Says that the command may change the cluster.
         *
         * @return this builder
         * @throws IllegalStateException if it was set already
         */
        public Builder mutating() {
            given.once("mutating");
            mutating = true;
            return this;
        }

        /**
         * Makes the command.
         *
         * @return the command
         * @throws IllegalStateException if a session was named and no environment script, or an environment script for a program of
         *     administration
         */
        public Command build() {
            if (environmentScript == null ? session != null : systemProgram) {
                throw new IllegalStateException(
                        "a session needs an environment script, and a program of administration has none: "
                                + program.get(0));
            }
            return new Command(this);
        }

        private static String noNul(String text, String what) {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        what + " holds NUL, which no process can be given: " + Checks.shown(text));
            }
            return text;
        }
    }
}
