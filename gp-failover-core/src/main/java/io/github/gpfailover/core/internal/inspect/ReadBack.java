package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The judgement of a test write by the rows that are read back: all of them, and some of them from each segment. It exists because an exit
 * status proves no write.
 */
final class ReadBack {

    private ReadBack() {}

    /**
     * Gives what is missing.
     *
     * @param stdout a line {@code content|rows} for each segment that holds some; the tags of the statements before have no bar
     * @param written how many rows were written
     * @param primaries the segments that have to hold some
     */
    static List<String> faults(String stdout, int written, List<CatalogRow> primaries) {
        if (primaries.isEmpty()) {
            return List.of("the catalog names no segments, so nothing shows that the test write reached them");
        }
        Map<Integer, Long> read = new HashMap<>();
        for (String line : stdout.lines()
                .map(String::strip)
                .filter(l -> l.indexOf('|') >= 0)
                .toList()) {
            int bar = line.indexOf('|');
            try {
                read.merge(
                        Integer.parseInt(line.substring(0, bar)), Long.parseLong(line.substring(bar + 1)), Long::sum);
            } catch (NumberFormatException e) {
                return List.of("what was read back of the test write can't be understood: " + line);
            }
        }
        List<String> faults = new ArrayList<>();
        for (CatalogRow p : primaries) {
            if (p.content() != CatalogRow.NOT_TOLD && !read.containsKey(p.content())) {
                faults.add(p + " took no part in the test write");
            }
        }
        // A source that does not report which segment a row is of still shows how many there are.
        if (faults.isEmpty() && read.size() < primaries.size()) {
            faults.add("only " + read.size() + " of " + primaries.size() + " segments took part in the test write");
        }
        long all = read.values().stream().mapToLong(Long::longValue).sum();
        if (faults.isEmpty() && all != written) {
            faults.add("of " + written + " rows of the test write " + all + " were read back");
        }
        return faults;
    }
}
