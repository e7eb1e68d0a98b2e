package io.github.gpfailover.core.internal.inspect;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The prefixes of the distributed ids that the segments keep. It exists because each is the second in which a master of this cluster began
 * (recordings e0 to e4, f3), also of masters that nobody can ask any more.
 *
 * @param newest the greatest number by prefix
 * @param unasked the segments that did not answer, with the reason
 */
public record IdPrefixes(SortedMap<Long, Long> newest, List<String> unasked) {

    /** Copies the parts. */
    public IdPrefixes {
        newest = new TreeMap<>(newest);
        unasked = List.copyOf(unasked);
    }

    /** What is known where nobody was asked. */
    public static IdPrefixes none() {
        return new IdPrefixes(new TreeMap<>(Map.of()), List.of());
    }
}
