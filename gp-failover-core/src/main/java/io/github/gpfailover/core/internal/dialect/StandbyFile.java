package io.github.gpfailover.core.internal.dialect;

/**
 * A file, or an entry of one, that makes a server a standby. It exists so that each product's files can be compared and written one at a
 * time.
 *
 * @param name its name in the data directory
 * @param text what is to stand in it
 * @param added whether the text is added to a file that is there, and its last line counts; else the file is written anew
 */
public record StandbyFile(String name, String text, boolean added) {}
