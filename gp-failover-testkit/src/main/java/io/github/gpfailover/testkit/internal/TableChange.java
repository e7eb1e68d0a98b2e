package io.github.gpfailover.testkit.internal;

/**
 * What a transaction does to the list of tables, as far as its records show it (recordings e2 and g1).
 *
 * @param created the oid of the table that it makes; 0 for none
 * @param dropped the oid of the table that it removes; 0 for none
 */
public record TableChange(int created, int dropped) {

    /** A transaction that changes rows only. */
    public static final TableChange NONE = new TableChange(0, 0);
}
