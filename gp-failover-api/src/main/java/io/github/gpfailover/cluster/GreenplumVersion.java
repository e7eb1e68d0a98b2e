package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Checks;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which product of the Greenplum family a cluster runs, and in which version.
 *
 * <p>Exists because the products differ in file names, functions and utilities: a step asks the version before it speaks a
 * dialect. Immutable and thread-safe.
 *
 * @param product the product
 * @param major the first number of the version
 * @param minor the second number
 * @param patch the third number
 * @param text the text that it was read from
 * @since 0.1
 */
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
        CLOUDBERRY("Cloudberry");

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
    // About four times as long as any that was seen; the pattern takes stack for each of a number's parts.
    private static final int LONGEST = 1_000;
    private static final Pattern TEXT = Pattern.compile(
            "(?:PostgreSQL \\d+(?:\\.\\d+)* \\(|postgres \\()"
                    + "(Greenplum Database|Greengage Database|Cloudberry Database|Apache Cloudberry)\\)? "
                    + "(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})(.*)",
            Pattern.DOTALL);

    /**
     * Reads what {@code select version()} or {@code postgres --gp-version} printed.
     *
     * @param text the printed text
     * @return the version
     * @throws NullPointerException if the text is null
     * @throws IllegalArgumentException if no product of the family is named in it; the message quotes the text
     */
    public static GreenplumVersion parse(String text) {
        Checks.notNull(text, "version");
        String stripped = text.strip();
        Matcher m = TEXT.matcher(stripped);
        if (stripped.length() > LONGEST || !m.matches()) {
            throw new IllegalArgumentException("the version text " + Checks.shown(text)
                    + " names no product that is known: Greenplum, Greengage, WarehousePG or Cloudberry");
        }
        String name = m.group(1);
        String rest = m.group(5);
        Product product = switch (name) {
            case "Greengage Database" -> Product.GREENGAGE;
            case "Cloudberry Database", "Apache Cloudberry" -> Product.CLOUDBERRY;
            default ->
                rest.startsWith("-WHPG") || rest.stripTrailing().endsWith(" WarehousePG")
                        ? Product.WAREHOUSEPG
                        : Product.GREENPLUM;
        };
        return new GreenplumVersion(
                product,
                Integer.parseInt(m.group(2)),
                Integer.parseInt(m.group(3)),
                Integer.parseInt(m.group(4)),
                stripped);
    }

    /** Returns the product and its number, such as {@code Greenplum Database 6.24.3}. */
    @Override
    public String toString() {
        return product.label() + " " + major + "." + minor + "." + patch;
    }
}
