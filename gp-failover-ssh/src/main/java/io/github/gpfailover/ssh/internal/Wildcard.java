package io.github.gpfailover.ssh.internal;

/**
 * A pattern of {@code *} and {@code ?}, in which nothing else has a meaning. It exists because OpenSSH's files name hosts by such patterns.
 */
public final class Wildcard {

    private Wildcard() {}

    /** Says whether the whole text matches; takes no longer than pattern times text, whatever the pattern is. */
    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
