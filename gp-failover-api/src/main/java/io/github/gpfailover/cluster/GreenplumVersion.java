package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Stable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which product of the Greenplum family a cluster runs, and in which version.
 *
 * <p>It exists because the products differ in file names, functions and utilities: a step asks the version before it chooses a
 * dialect. Immutable and thread-safe.
 *
 * @param product the product
 * @param major the first number of the version
 * @param minor the second number
 * @param patch the third number
 * @param text the text that it was read from
 * @since 0.1
 */
@Stable
public record GreenplumVersion(Product product, int major, int minor, int patch, String text) {

    /** The products that print a version of this form. */
    public enum Product {
        /** Greenplum Database (Pivotal, VMware, Broadcom; the recordings are of 6.24.3). */
        GREENPLUM("Greenplum Database"),
        /** Greengage Database. */
        GREENGAGE("Greengage Database"),
        /** WarehousePG, which prints {@code Greenplum Database} and marks the number or the end of the line. */
        WAREHOUSEPG("WarehousePG"),
        /** Cloudberry Database and Apache Cloudberry. */
        CLOUDBERRY("Cloudberry"),
        /**
         * HashData Warehouse, which prints a Greenplum version first and its own in a second parenthesis. It is distinguished so that it
         * can be refused by its name; no dialect is known for it.
         */
        HASHDATA("HashData");

        private final String label;

        Product(String label) {
            this.label = label;
        }

        /**
         * Gives the product's name for people.
         *
         * @return the name
         */
        public String label() {
            return label;
        }
    }

    // "PostgreSQL 9.4.26 (Greenplum Database 6.24.3 build …)" as version() prints it (recording 23), and
    // "postgres (Greenplum Database) 6.24.3 build …" as `postgres --gp-version` does (recording 01, "local" row).
    // WarehousePG 19
    // closes the parenthesis before the number in both (product source). Nothing in it can match in two ways.
    private static final Pattern TEXT = Pattern.compile("(?:PostgreSQL [0-9]+(?:\\.[0-9]+)*+ \\(|postgres \\()"
            + "(Greenplum Database|Greengage Database|Cloudberry Database|Apache Cloudberry|HashData [A-Z][a-z]{1,20})\\)? "
            + "([0-9]{1,4})\\.([0-9]{1,4})\\.([0-9]{1,4})(?![0-9])([^\\s)]*)(.*)");

    private static final Pattern HASHDATA =
            Pattern.compile("\\(HashData [A-Z][a-z]{1,20} ([0-9]{1,4})\\.([0-9]{1,4})\\.([0-9]{1,4})(?![0-9])");

    private static final String ASSERTS = " (with assert checking)";
    private static final int LONGEST = 1000;

    /**
     * Reads what {@code select version()} or {@code postgres --gp-version} printed.
     *
     * <p>Builds add to the number ({@code -incubating}, {@code +dev.840.gSHA}, {@code _arenadata53}) and to the line
     * ({@code Open Source}, {@code (with assert checking)}); that does not matter here. A product that names itself in a second
     * parenthesis is another product than the first says, and is refused, HashData excepted. The time it takes grows with the
     * length of the text and no faster.
     *
     * @param text the printed text
     * @return the version
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if no product of the family is named in it, it is longer than 1,000 characters, or it has
     *     more than one line; the message quotes the text
     */
    public static GreenplumVersion parse(String text) {
        Checks.notNull(text, "version");
        String line = text.strip();
        Matcher m = TEXT.matcher(line);
        if (line.length() > LONGEST || !m.matches()) {
            throw unknown(text);
        }
        String name = m.group(1);
        String build = m.group(5);
        String rest = m.group(6);
        if (name.startsWith("HashData") || rest.contains("(HashData ")) {
            Matcher own = HASHDATA.matcher(line);
            return own.find() ? of(Product.HASHDATA, own, 1, line) : of(Product.HASHDATA, m, 2, line);
        }
        int closed = rest.indexOf(')');
        if (closed >= 0 && rest.startsWith(") (", closed) && !rest.startsWith(ASSERTS, closed + 1)) {
            throw unknown(text);
        }
        return of(product(name, build, rest), m, 2, line);
    }

    private static Product product(String name, String build, String rest) {
        return switch (name) {
            case "Greengage Database" -> Product.GREENGAGE;
            case "Cloudberry Database", "Apache Cloudberry" -> Product.CLOUDBERRY;
            default -> {
                String end = rest.endsWith(ASSERTS) ? rest.substring(0, rest.length() - ASSERTS.length()) : rest;
                yield build.contains("-WHPG") || end.endsWith(" WarehousePG") ? Product.WAREHOUSEPG : Product.GREENPLUM;
            }
        };
    }

    private static GreenplumVersion of(Product product, Matcher m, int first, String line) {
        return new GreenplumVersion(
                product,
                Integer.parseInt(m.group(first)),
                Integer.parseInt(m.group(first + 1)),
                Integer.parseInt(m.group(first + 2)),
                line);
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("the version text " + Checks.shown(text)
                + " names no product that is known: Greenplum, Greengage, WarehousePG or Cloudberry");
    }

    /** Returns the product and its number, such as {@code Greenplum Database 6.24.3}. */
    @Override
    public String toString() {
        return product.label() + " " + major + "." + minor + "." + patch;
    }
}
