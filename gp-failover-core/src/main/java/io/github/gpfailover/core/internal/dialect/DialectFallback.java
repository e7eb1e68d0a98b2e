package io.github.gpfailover.core.internal.dialect;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.spi.CommandResult;

/**
 * A question that is repeated in other dialects where the environment script of the first is missing. It exists because the script's name
 * differs between products, and is not known before a server has reported its version.
 */
public final class DialectFallback {

    /** A question that can be put in any dialect. */
    @FunctionalInterface
    public interface Question {

        /** Asks it; what the transport meets comes out as {@code TransportException}. */
        CommandResult in(Dialect dialect) throws InterruptedException;
    }

    /**
     * How it ended.
     *
     * @param dialect the dialect whose script was there
     * @param result what was answered
     */
    public record Answer(Dialect dialect, CommandResult result) {}

    private DialectFallback() {}

    /** Asks in that dialect, and in the next ones as long as the host has no such script. */
    public static Answer to(Question question, Dialect first, ClusterSpec cluster) throws InterruptedException {
        CommandResult result = question.in(first);
        if (!missing(first, result)) {
            return new Answer(first, result);
        }
        for (Dialect other : Dialects.allToAskWith(cluster)) {
            if (!other.environmentScript().equals(first.environmentScript())) {
                CommandResult there = question.in(other);
                if (!missing(other, there)) {
                    return new Answer(other, there);
                }
            }
        }
        return new Answer(first, result);
    }

    /** Bash's text, in English since the command says so; recorded nowhere. */
    private static boolean missing(Dialect spoken, CommandResult result) {
        return !result.exitedZero()
                && result.stderr().contains(spoken.environmentScript() + ": No such file or directory");
    }
}
