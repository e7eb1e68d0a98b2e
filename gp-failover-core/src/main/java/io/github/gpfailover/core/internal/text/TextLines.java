package io.github.gpfailover.core.internal.text;

/**
 * A walk over the lines of a text in one pass, without a string for each line. It exists also so that a last line without its end is
 * noticed: it may have been cut in the middle of a value. Takes {@code \n} and {@code \r\n}. Not thread-safe.
 */
public final class TextLines {

    private final String text;
    private int start;
    private int end;
    private int next;

    /** Makes a reader that stands before the first line. */
    public TextLines(String text) {
        this.text = text;
    }

    /** Goes to the next line; false if there is none. */
    public boolean next() {
        if (next >= text.length()) {
            return false;
        }
        start = next;
        int newline = text.indexOf('\n', start);
        end = newline < 0 ? text.length() : newline;
        next = end + 1;
        if (end > start && text.charAt(end - 1) == '\r') {
            end--;
        }
        return true;
    }

    /** Gives where the line begins. */
    public int start() {
        return start;
    }

    /** Gives where the line ends, without its newline. */
    public int end() {
        return end;
    }

    /** Says whether the line has its newline. */
    public boolean complete() {
        return next <= text.length();
    }

    /** Says whether the line is blank. */
    public boolean blank() {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) > ' ') {
                return false;
            }
        }
        return true;
    }

    /** Says whether the line begins with this text. */
    public boolean startsWith(String words) {
        return words.length() <= end - start && text.startsWith(words, start);
    }

    /**
     * Gives where a character first stands in the line; -1 if nowhere. Searches no further than the line: the text may be long.
     */
    public int indexOf(char c) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == c) {
                return i;
            }
        }
        return -1;
    }

    /** Gives what follows a number of characters of the line, without blanks around it. */
    public String rest(int skipped) {
        return text.substring(Math.min(end, start + skipped), end).strip();
    }

    /** Gives the line. */
    public String line() {
        return text.substring(start, end);
    }

    /** Gives the beginning of the line as it may stand in a message. */
    public String quote() {
        return UnexpectedLine.quote(text, start, end);
    }
}
