package io.github.gpfailover;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.internal.Parts;
import io.github.gpfailover.stability.Stable;
import java.time.Duration;
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

    private static final Parts<CommandReport> PARTS = Parts.of(CommandReport.class)
            .and("host", CommandReport::host)
            .and("command", CommandReport::command)
            .and("end", CommandReport::end)
            .and("elapsed", CommandReport::elapsed);

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
    public boolean equals(@Nullable Object other) {
        return PARTS.equal(this, other);
    }

    @Override
    public int hashCode() {
        return PARTS.hash(this);
    }

    /** Returns all parts, by name. */
    @Override
    public String toString() {
        return PARTS.text(this);
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
        private @Nullable HostName host;
        private @Nullable String command;
        private @Nullable String end;
        private @Nullable Duration elapsed;

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
            this.host = given.value("host", host);
            return this;
        }

        /**
         * Sets {@link CommandReport#command()}.
         *
         * @param command the command, as a person would type it
         * @return this builder
         */
        public Builder command(String command) {
            this.command = given.value("command", command);
            return this;
        }

        /**
         * Sets {@link CommandReport#end()}.
         *
         * @param end {@code exit N}, or the reason why its end is not known
         * @return this builder
         */
        public Builder end(String end) {
            this.end = given.value("end", end);
            return this;
        }

        /**
         * Sets {@link CommandReport#elapsed()}.
         *
         * @param elapsed how long it took
         * @return this builder
         */
        public Builder elapsed(Duration elapsed) {
            this.elapsed = given.value("elapsed", elapsed);
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
