package io.github.gpfailover.core.internal.text;

/**
 * The prefix of a utility's line, found in one pass without a regular expression. It exists because a status of 10,000 segments has 200,000
 * lines.
 *
 * <p>The form is {@code YYYYMMDD:HH:MM:SS:PPPPPP util:host:user-[LEVEL]:-text} (dialects §12). Not thread-safe.
 */
final class LinePrefix {

    private final String source;
    private int at;
    private int end;

    private int utilityStart;
    private int hostStart;
    private int userStart;
    private int levelStart;
    private int textStart;

    LinePrefix(String source) {
        this.source = source;
    }

    /** Searches for a prefix at the beginning of a line; where it finds one, the other methods give its parts. */
    boolean find(int lineStart, int lineEnd) {
        at = lineStart;
        end = lineEnd;
        skipGlue();
        if (!(digits(8, 8)
                && colon()
                && digits(2, 2)
                && colon()
                && digits(2, 2)
                && colon()
                && digits(2, 2)
                && colon())) {
            return false;
        }
        // The process id is padded to 6 digits, and has 7 where a kernel counts further than 999999.
        if (!digits(1, 10) || at >= end || source.charAt(at++) != ' ') {
            return false;
        }
        utilityStart = at;
        hostStart = afterWord();
        userStart = hostStart < 0 ? -1 : afterWord();
        return userStart >= 0 && level();
    }

    String utility() {
        return source.substring(utilityStart, hostStart - 1);
    }

    String host() {
        return source.substring(hostStart, userStart - 1);
    }

    boolean utilityIs(String known) {
        return known.length() == hostStart - 1 - utilityStart && source.startsWith(known, utilityStart);
    }

    boolean hostIs(String known) {
        return known.length() == userStart - 1 - hostStart && source.startsWith(known, hostStart);
    }

    UtilityLine.Level levelFound() {
        return UtilityLine.Level.of(source, levelStart, textStart - 3);
    }

    int textStart() {
        return textStart;
    }

    // A prompt ends with "> " and no newline (recordings 32, 48), and progress dots may lack theirs.
    private void skipGlue() {
        while (at < end) {
            char c = source.charAt(at);
            if (c == '.') {
                at++;
            } else if (c == '>' && at + 1 < end && source.charAt(at + 1) == ' ') {
                at += 2;
            } else {
                return;
            }
        }
    }

    private boolean digits(int least, int most) {
        int start = at;
        while (at < end && at - start < most && source.charAt(at) >= '0' && source.charAt(at) <= '9') {
            at++;
        }
        return at - start >= least;
    }

    private boolean colon() {
        return at < end && source.charAt(at++) == ':';
    }

    private int afterWord() {
        int start = at;
        while (at < end) {
            char c = source.charAt(at++);
            if (c == ':') {
                return at - 1 > start ? at : -1;
            }
            if (c <= ' ') {
                return -1;
            }
        }
        return -1;
    }

    // The user's name may hold a '-', so it ends at "-[" and not before.
    private boolean level() {
        while (at + 1 < end && source.charAt(at) > ' ') {
            if (source.charAt(at) == '-' && source.charAt(at + 1) == '[') {
                levelStart = at + 2;
                at = levelStart;
                while (at < end && Character.isLetter(source.charAt(at))) {
                    at++;
                }
                textStart = at + 3;
                return at > levelStart && textStart <= end && source.startsWith("]:-", at);
            }
            at++;
        }
        return false;
    }
}
