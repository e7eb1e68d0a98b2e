package io.github.gpfailover.testkit.internal;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.CatalogRow.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What one master knows of its cluster: an immutable value, so that a standby's copy is a reference and two masters' copies
 * diverge by themselves.
 */
public final class Catalog {

    private static final int FIRST_OID = 16384;

    private final CatalogRow master;
    private final CatalogRow standby;
    private final List<CatalogRow> segments;
    private final Map<String, Integer> tables;
    private final int nextOid;
    private String taggedRows;

    private Catalog(
            CatalogRow master,
            CatalogRow standby,
            List<CatalogRow> segments,
            Map<String, Integer> tables,
            int nextOid) {
        this.master = master;
        this.standby = standby;
        this.segments = segments;
        this.tables = tables;
        this.nextOid = nextOid;
    }

    /** Makes the catalog of a new cluster. */
    public static Catalog of(CatalogRow master, List<CatalogRow> segments) {
        return new Catalog(master, null, List.copyOf(segments), Map.of(), FIRST_OID);
    }

    /** Gives the master's row. */
    public CatalogRow master() {
        return master;
    }

    /** Gives the standby's row. */
    public Optional<CatalogRow> standby() {
        return Optional.ofNullable(standby);
    }

    /** Gives the segments, by content, primary before mirror. */
    public List<CatalogRow> segments() {
        return segments;
    }

    /** Gives all rows in the order of {@code order by content, role desc}. */
    public List<CatalogRow> rows() {
        List<CatalogRow> all = new ArrayList<>(segments.size() + 2);
        all.add(master);
        if (standby != null) {
            all.add(standby);
        }
        all.addAll(segments);
        return all;
    }

    /** Gives a table's oid, or null. */
    public Integer oid(String table) {
        return tables.get(table);
    }

    /** Adds or replaces the standby. */
    public Catalog withStandby(CatalogRow row) {
        return new Catalog(master, row, segments, tables, nextOid);
    }

    /** Takes the standby out. */
    public Catalog withoutStandby() {
        return new Catalog(master, null, segments, tables, nextOid);
    }

    /** What a promotion writes: the old master's row goes, the standby's becomes p/p, mode s (recordings 53, 82). */
    public Catalog promoted() {
        if (standby == null) {
            return this;
        }
        CatalogRow row = CatalogRow.builder(standby.location(), Role.PRIMARY)
                .dbid(standby.dbid())
                .content(-1)
                .synchronised(true)
                .up(true)
                .address(standby.address())
                .build();
        return new Catalog(row, null, segments, tables, nextOid);
    }

    /** Adds a table; its oid is {@link #newOid()}. */
    public Catalog withTable(String name) {
        Map<String, Integer> copy = new TreeMap<>(tables);
        copy.put(name, newOid());
        return new Catalog(master, standby, segments, copy, nextOid + 3);
    }

    /** Takes a table out. */
    public Catalog withoutTable(String name) {
        Map<String, Integer> copy = new TreeMap<>(tables);
        copy.remove(name);
        return new Catalog(master, standby, segments, copy, nextOid);
    }

    /** Gives the oid that the next table gets; the second one had 16387 (recording 85). */
    public int newOid() {
        return nextOid;
    }

    /** Gives the same rows with other names, addresses or directories. */
    public Catalog withRows(UnaryOperator<CatalogRow> change) {
        return new Catalog(
                change.apply(master),
                standby == null ? null : change.apply(standby),
                segments.stream().map(change).toList(),
                tables,
                nextOid);
    }

    /** Swaps the roles of one content as FTS does (recording 98). */
    public Catalog failedOver(int content) {
        List<CatalogRow> copy = new ArrayList<>(segments);
        int at = -1;
        for (int i = 0; i + 1 < copy.size() && at < 0; i++) {
            at = copy.get(i).content() == content ? i : -1;
        }
        CatalogRow oldPrimary = copy.get(at);
        CatalogRow oldMirror = copy.get(at + 1);
        copy.set(at, withRole(oldMirror, Role.PRIMARY, true));
        copy.set(at + 1, withRole(oldPrimary, Role.MIRROR, false));
        return new Catalog(master, standby, List.copyOf(copy), tables, nextOid);
    }

    /** Calls the pair of one content not synchronised, both up, as while a mirror that was recovered catches up. */
    public Catalog apart(int content) {
        return new Catalog(
                master,
                standby,
                segments.stream()
                        .map(r -> r.content() == content ? withRole(r, r.role(), r.up()) : r)
                        .toList(),
                tables,
                nextOid);
    }

    /** Calls both segments of one content up and synchronised, in the roles that they have (j1). */
    public Catalog recovered(int content) {
        return new Catalog(
                master,
                standby,
                segments.stream()
                        .map(r -> r.content() == content
                                ? r.toBuilder().up(true).synchronised(true).build()
                                : r)
                        .toList(),
                tables,
                nextOid);
    }

    /** Gives the largest dbid. */
    public int maxDbid() {
        int max = master.dbid();
        if (standby != null) {
            max = Math.max(max, standby.dbid());
        }
        for (CatalogRow row : segments) {
            max = Math.max(max, row.dbid());
        }
        return max;
    }

    /** Gives the rows as psql -At prints them after the tag 'row'; kept, for it is asked for most. */
    public String taggedRows() {
        if (taggedRows == null) {
            StringBuilder out = new StringBuilder(segments.size() * 64 + 128);
            for (CatalogRow r : rows()) {
                out.append("row|")
                        .append(r.dbid())
                        .append('|')
                        .append(r.content())
                        .append('|')
                        .append(letter(r.role()))
                        .append('|')
                        .append(letter(r.preferredRole()))
                        .append('|')
                        .append(mode(r))
                        .append('|')
                        .append(status(r))
                        .append('|')
                        .append(r.location().port())
                        .append('|')
                        .append(r.location().host().value())
                        .append('|')
                        .append(r.address())
                        .append('|')
                        .append(r.location().dataDirectory().path())
                        .append('\n');
            }
            taggedRows = out.toString();
        }
        return taggedRows;
    }

    /** Gives the letter of a role. */
    public static String letter(Role role) {
        return role == Role.PRIMARY ? "p" : "m";
    }

    /** Gives the letter of a row's mode. */
    public static String mode(CatalogRow row) {
        return row.synchronised() ? "s" : "n";
    }

    /** Gives the letter of a row's status. */
    public static String status(CatalogRow row) {
        return row.up() ? "u" : "d";
    }

    private static CatalogRow withRole(CatalogRow row, Role role, boolean up) {
        return CatalogRow.builder(row.location(), role)
                .dbid(row.dbid())
                .content(row.content())
                .preferredRole(row.preferredRole())
                .up(up)
                .address(row.address())
                .build();
    }
}
