package io.github.gpfailover.core.internal.caller;

import java.util.regex.Pattern;

/**
 * The text of an exception that code of the library's caller threw. It exists so that all such exceptions are shown alike: class and
 * message, on one bounded line, with whatever may be a password masked.
 */
public final class ExceptionText {

    private static final int LONGEST = 500;
    private static final int CAUSES = 4;
    private static final int FRAMES = 12;
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)\\b((?:[a-z_]*(?:password|passwd|passphrase|secret|token)|pwd)['\"]?\\s*[=:]\\s*)"
                    + "('[^']*'|\"[^\"]*\"|[^\\s,;&]+)");
    private static final Pattern IN_URL = Pattern.compile("(://[^\\s/:@]*:)[^\\s/@]+@");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\s]+");

    private ExceptionText() {}

    /** The text of an exception. Never throws, also where the exception's own methods do. */
    public static String of(Throwable thrown) {
        String name = thrown.getClass().getName();
        String message;
        try {
            message = thrown.getLocalizedMessage();
        } catch (RuntimeException | Error e) {
            message = "its message could not be read";
        }
        return message == null || message.isBlank() ? name : name + ": " + masked(message);
    }

    /** The same with where it was thrown, on several lines, for a log: a logger would print the message unmasked. */
    public static String trace(Throwable thrown) {
        StringBuilder out = new StringBuilder(of(thrown));
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < CAUSES; depth++) {
            if (depth > 0) {
                out.append("\ncaused by ").append(of(cause));
            }
            StackTraceElement[] frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES); i++) {
                out.append("\n    at ").append(frames[i]);
            }
            cause = cause.getCause();
        }
        return out.toString();
    }

    static String masked(String message) {
        String head = message.length() > 4 * LONGEST ? message.substring(0, 4 * LONGEST) : message;
        String line = CONTROLS.matcher(head).replaceAll(" ").strip();
        String safe = IN_URL.matcher(PASSWORD.matcher(line).replaceAll("$1***")).replaceAll("$1***@");
        return safe.length() > LONGEST ? safe.substring(0, LONGEST) + "…" : safe;
    }
}
