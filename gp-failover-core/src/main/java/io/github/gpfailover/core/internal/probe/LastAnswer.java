package io.github.gpfailover.core.internal.probe;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.GreenplumVersion;
import java.util.Map;

/**
 * The last answer to an observation. It exists because one observation's catalog and version are nearly always the next one's: a line that was read
 * before to the letter is not checked and built again. Holds one answer, and is replaced as a whole.
 */
public final class LastAnswer {

    private record Lines(Map<String, CatalogRow> rows, Map<String, GreenplumVersion> version) {}

    private volatile Lines lines = new Lines(Map.of(), Map.of());

    CatalogRow row(String line) {
        return lines.rows().get(line);
    }

    GreenplumVersion version(String line) {
        return lines.version().get(line);
    }

    void replace(Map<String, CatalogRow> rows, Map<String, GreenplumVersion> version) {
        lines = new Lines(rows, version);
    }
}
