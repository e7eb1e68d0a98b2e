package io.github.gpfailover.testkit.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of all results, which knows whether each target was met. */
final class ResultTable {

    private static final String FORMAT = "%-52s %9s %9s  %-4s %-9s %s%n";

    private final List<String> rows = new ArrayList<>();
    private boolean allMet = true;

    /** Adds a time that was taken once. */
    void time(String name, double once) {
        rows.add(row(name, number(once), "", "ms", "", ""));
    }

    /** Adds a line of text. */
    void note(String text) {
        rows.add(text + System.lineSeparator());
    }

    /** Adds a time that has no target. */
    void time(String name, double median, double p99) {
        rows.add(row(name, number(median), number(p99), "ms", "", ""));
    }

    /** Adds a time whose median should be no more than the target. */
    void time(String name, double median, double p99, double target) {
        rows.add(row(name, number(median), number(p99), "ms", atMost(target), met(median <= target)));
    }

    /** Adds a number without a unit that should be no more than the target. */
    void number(String name, double value, double target) {
        rows.add(row(name, number(value), "", "", atMost(target), met(value <= target)));
    }

    /** Adds an empty line. */
    void gap() {
        rows.add(String.format("%n"));
    }

    /** Says whether no target was missed. */
    boolean allMet() {
        return allMet;
    }

    @Override
    public String toString() {
        String head = row("benchmark", "median", "p99", "unit", "target", "met");
        return head + "-".repeat(head.strip().length()) + System.lineSeparator() + String.join("", rows);
    }

    private String met(boolean yes) {
        allMet &= yes;
        return yes ? "yes" : "NO";
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, FORMAT, (Object[]) cells);
    }

    private static String atMost(double target) {
        return "<= " + String.format(Locale.ROOT, target == Math.rint(target) ? "%,.0f" : "%,.2f", target);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 0.1 ? "%.4f" : "%,.3f", value);
    }
}
