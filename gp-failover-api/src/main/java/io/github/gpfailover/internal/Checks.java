package io.github.gpfailover.internal;

import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Checks of arguments, for every value of the API. They exist so that all bad input is refused in the same form: the value, shown
 * harmlessly, and what to write instead.
 */
public final class Checks {

    private static final int LONGEST_SHOWN = 80;

    private Checks() {}

    /**
     * Refuses null.
     *
     * @param <T> the value's type
     * @param value the value
     * @param what the value's name, as the caller knows it
     * @return the value
     * @throws NullPointerException if the value is null
     */
    public static <T> T notNull(T value, String what) {
        if (value == null) {
            throw new NullPointerException(what + " must not be null");
        }
        return value;
    }

    /**
     * Refuses text that does not match a pattern.
     *
     * @param value the text
     * @param what its name, as the caller knows it
     * @param allowed what the whole text must match
     * @param longest the most characters it may have
     * @param hint what it may hold and an example, to end the message
     * @return the text
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if it is longer or does not match
     */
    public static String text(String value, String what, Pattern allowed, int longest, String hint) {
        return text(value, what, allowed.asMatchPredicate(), longest, hint);
    }

    /**
     * Refuses text that a rule does not allow.
     *
     * @param value the text
     * @param what its name, as the caller knows it
     * @param allowed says whether it is good
     * @param longest the most characters it may have
     * @param hint what it may hold and an example, to end the message
     * @return the text
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if it is longer or not allowed
     */
    public static String text(String value, String what, Predicate<String> allowed, int longest, String hint) {
        notNull(value, what);
        if (value.length() > longest) {
            throw new IllegalArgumentException(what + " has " + value.length() + " characters but may have " + longest
                    + ": " + shown(value) + "; " + hint);
        }
        if (!allowed.test(value)) {
            throw new IllegalArgumentException(what + " was " + shown(value) + " but " + hint);
        }
        return value;
    }

    /**
     * Says whether a text holds nothing but ASCII letters, digits and the other characters given. An observation asks this
     * thousands of times, so no regex is made of it.
     *
     * @param text the text
     * @param others the other characters
     * @return true if it has at least one character, and no other ones
     */
    public static boolean plain(String text, String others) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && others.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Refuses text for people that is empty, too long or holds control characters.
     *
     * @param value the text
     * @param what its name, as the caller knows it
     * @return the text
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if it is blank, longer than 500 characters or holds a control character
     */
    public static String sentence(String value, String what) {
        notNull(value, what);
        if (value.isBlank() || value.length() > 500 || value.chars().anyMatch(Checks::misleads)) {
            throw new IllegalArgumentException(what + " was " + shown(value)
                    + " but must be one line of 1 to 500 characters without control characters");
        }
        return value;
    }

    /**
     * Refuses a duration that is not positive.
     *
     * @param value the duration
     * @param what its name, as the caller knows it
     * @return the duration
     * @throws NullPointerException if the duration is null
     * @throws IllegalArgumentException if it is zero or negative
     */
    public static Duration positive(Duration value, String what) {
        notNull(value, what);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(what + " was " + value + " but must be longer than zero");
        }
        return value;
    }

    /**
     * Refuses a number outside a range.
     *
     * @param value the number
     * @param what its name, as the caller knows it
     * @param least the least that is allowed
     * @param most the most that is allowed
     * @return the number
     * @throws IllegalArgumentException if it is outside the range
     */
    public static int range(int value, String what, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " was " + value + " but must be " + least + " to " + most);
        }
        return value;
    }

    /**
     * Shows a caller's text in a message so that it can't break or reorder a log line: quoted, control and format characters
     * escaped, cut when long.
     *
     * @param value the text
     * @return the text as it may stand in a message
     */
    public static String shown(String value) {
        StringBuilder out = new StringBuilder("'");
        int end = Math.min(value.length(), LONGEST_SHOWN);
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (misleads(c) || (Character.isHighSurrogate(c) && i == end - 1)) {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                out.append(c);
            }
        }
        return out.append(end < value.length() ? "…'" : "'").toString();
    }

    /** Whether a character ends a line, or changes how its neighbours are shown. */
    private static boolean misleads(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
