package io.github.gpfailover.core.internal.text;

/**
 * One line of a utility's output, by level and text. It exists so that nothing goes by the appearance of a line.
 *
 * @param utility the program that wrote the line; a log may hold lines of another one that it ran
 * @param host the host that it ran on, as it calls itself
 * @param level how bad it is
 * @param text what it said, with the lines that continue it; blanks in front are kept
 */
public record UtilityLine(String utility, String host, Level level, String text) {

    /** The levels of the utilities; {@code WARN} of the ones written in shell counts as {@code WARNING}. */
    public enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR,
        CRITICAL,
        FATAL,
        /** A level that is not known: the line is kept, and is not a failure. */
        OTHER;

        private static final Level[] KNOWN = {INFO, DEBUG, WARNING, ERROR, CRITICAL, FATAL};

        static Level of(String source, int start, int end) {
            for (Level level : KNOWN) {
                String word = level.name();
                if (word.length() == end - start && source.startsWith(word, start)) {
                    return level;
                }
            }
            return end - start == 4 && source.startsWith("WARN", start) ? WARNING : OTHER;
        }

        /** Says whether a utility ends because of what a line of this level says. */
        public boolean failure() {
            return this == ERROR || this == CRITICAL || this == FATAL;
        }
    }
}
