package io.github.gpfailover;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One command that a step sent to change something, and how it ended.
 *
 * <p>It exists so that a report can be compared with the hosts' own logs. Standard input and environment are left out. Immutable and
 * thread-safe.
 *
 * @since 0.1
 */
@Stable
public final class CommandReport {

    private final HostName host;
    private final String command;
    private final String end;
    private final Duration elapsed;

    private CommandReport(Builder from) {
        host = Given.needed(from.host, "host");
        command = Given.needed(from.command, "command");
        end = Given.needed(from.end, "end");
        elapsed = Given.needed(from.elapsed, "elapsed");
    }

    /** {@return where it ran} */
    public HostName host() {
        return host;
    }

    /** {@return the command, as a person would type it} */
    public String command() {
        return command;
    }

    /** {@return {@code exit N}, or the reason why its end is not known} */
    public String end() {
        return end;
    }

    /** {@return how long it took} */
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof CommandReport other
                && host.equals(other.host)
                && command.equals(other.command)
                && end.equals(other.end)
                && elapsed.equals(other.elapsed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(host, command, end, elapsed);
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return "CommandReport[host=" + host + ", command=" + command + ", end=" + end + ", elapsed=" + elapsed + "]";
    }

    /**
     * The builder of a command report. Null is refused with a {@link NullPointerException}; a part that is set twice, or missing, with an
     * {@link IllegalStateException}. Not thread-safe.
     *
     * <p>Not for callers: only the engine and the testkit get one.
     */
    public static final class Builder {

        static {
            Builders.offer(Builder.class, Builder::new);
        }

        private final Given given = new Given();
        private HostName host;
        private String command;
        private String end;
        private Duration elapsed;

        private Builder() {}

        /**
         * Takes over all parts of another value; each can still be set once.
         *
         * @param other the other value
         * @return this builder
         */
        public Builder copyOf(CommandReport other) {
            host = other.host;
            command = other.command;
            end = other.end;
            elapsed = other.elapsed;
            return this;
        }

        /**
         * Sets {@link CommandReport#host()}.
         *
         * @param host where it ran
         * @return this builder
         */
        public Builder host(HostName host) {
            given.once("host");
            this.host = Checks.notNull(host, "host");
            return this;
        }

        /**
         * Sets {@link CommandReport#command()}.
         *
         * @param command the command, as a person would type it
         * @return this builder
         */
        public Builder command(String command) {
            given.once("command");
            this.command = Checks.notNull(command, "command");
            return this;
        }

        /**
         * Sets {@link CommandReport#end()}.
         *
         * @param end {@code exit N}, or the reason why its end is not known
         * @return this builder
         */
        public Builder end(String end) {
            given.once("end");
            this.end = Checks.notNull(end, "end");
            return this;
        }

        /**
         * Sets {@link CommandReport#elapsed()}.
         *
         * @param elapsed how long it took
         * @return this builder
         */
        public Builder elapsed(Duration elapsed) {
            given.once("elapsed");
            this.elapsed = Checks.notNull(elapsed, "elapsed");
            return this;
        }

        /**
         * Makes the value.
         *
         * @return the value
         */
        public CommandReport build() {
            return new CommandReport(this);
        }
    }
}
