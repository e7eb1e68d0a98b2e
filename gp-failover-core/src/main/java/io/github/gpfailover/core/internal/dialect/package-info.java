/**
 * The commands and texts of each product family, one class a family.
 *
 * <p>A command line is built here and nowhere else; what it prints is read in {@code text}, {@code gpstate} and {@code process}.
 * {@code ProductWords} has a product's terms, {@code Dialect} adds the commands, {@code PostgresDialect} builds them from each family's
 * texts, and {@code SqlNames} has the two sets of names that SQL functions and columns have. {@code Dialects} chooses by the version
 * string, and refuses what it doesn't know. Where the environment script is missing, the other names are tried.
 *
 * <p>Only Greenplum 6.24.3 was ever run. What each of the others takes on trust is data ({@code unverified()}). Sends nothing.
 */
package io.github.gpfailover.core.internal.dialect;
