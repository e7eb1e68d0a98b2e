/**
 * The commands and texts of each product family, one class a family.
 *
 * <p>A command line is built here and nowhere else; what it prints is read in {@code text}, {@code gpstate} and {@code process}. What was not verified on a running
 * cluster is data ({@code unverified()}). Sends nothing.
 */
package io.github.gpfailover.core.internal.dialect;
