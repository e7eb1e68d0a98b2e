package io.github.gpfailover.core.internal.text;

import java.util.Locale;

/** Sizes for people, in MiB or GiB. What is free rounds down and what is needed rounds up, so that a lack shows in the text too. */
public final class Sizes {

    private static final long MEBI = 1024;
    private static final long GIBI = 1024 * MEBI;
    private static final long LARGE = 10 * GIBI;

    private Sizes() {}

    /** Gives what is free, in so many KiB, as text. */
    public static String free(long kibibytes) {
        return kibibytes < LARGE ? kibibytes / MEBI + " MiB" : tenths(kibibytes * 10 / GIBI);
    }

    /** Gives what is needed, in so many KiB, as text. */
    public static String needed(long kibibytes) {
        return kibibytes < LARGE
                ? -Math.floorDiv(-kibibytes, MEBI) + " MiB"
                : tenths(-Math.floorDiv(-kibibytes * 10, GIBI));
    }

    private static String tenths(long tenths) {
        return String.format(Locale.ROOT, "%d.%d GiB", tenths / 10, tenths % 10);
    }
}
