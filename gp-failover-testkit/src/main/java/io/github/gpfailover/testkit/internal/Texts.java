package io.github.gpfailover.testkit.internal;

import java.util.Locale;

/** Texts that more than one command prints, as they were recorded. */
public final class Texts {

    private static final String BUILD = "6.24.3 build commit:25d3498a400ca5230e81abb94861f23389315213";

    /** What the server says of itself (recording 23). */
    public static final String SERVER_VERSION = "PostgreSQL 9.4.26 (Greenplum Database " + BUILD
            + ") on x86_64-unknown-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit compiled on"
            + " Nov 22 2026 04:59:33";
    /** What the program says of itself (recording 01, the "local" row). */
    public static final String PRODUCT_VERSION = "postgres (Greenplum Database) " + BUILD;
    /** The version row of gpstate -s (recording 01). */
    public static final String INITSYSTEM_VERSION = BUILD;

    private Texts() {}

    /** Lays out a row of {@code ps -ef} as procps does (recording b4). */
    public static String psRow(int pid, int parent, String time, String title) {
        return psRow("gpadmin", pid, parent, time, title);
    }

    /** Lays out a row of {@code ps -ef} of another user's process. */
    public static String psRow(String user, int pid, int parent, String time, String title) {
        StringBuilder out = new StringBuilder(64 + title.length()).append(user).append(' ');
        pad(out, pid, 8);
        pad(out, parent, 8);
        return out.append("  0 ")
                .append(time)
                .append(" ?        00:00:00 ")
                .append(title)
                .toString();
    }

    /** Appends a position as the server prints it. */
    public static StringBuilder lsn(StringBuilder out, long position) {
        hex(out, position >>> 32);
        out.append('/');
        hex(out, position & 0xFFFF_FFFFL);
        return out;
    }

    /** Gives a position as the server prints it. */
    public static String lsn(long position) {
        return lsn(new StringBuilder(20), position).toString();
    }

    /** Gives what a server says that takes no session (recordings 24, 47, d8). */
    public static String notAccepting(Server server) {
        return server.state == Server.State.STOPPING
                ? "FATAL:  the database system is shutting down\n"
                : notAccepting(server.replayed(), server.host.serverVersion);
    }

    /** Gives the DETAIL of a mirror. */
    public static String notAccepting(long position, String version) {
        return "FATAL:  the database system is in recovery mode\nDETAIL:  last replayed record at " + lsn(position)
                + "\n- VERSION: " + version + "\n";
    }

    /** Gives a number as names of log files hold it. */
    public static String hex8(long number) {
        String hex = Long.toHexString(number).toUpperCase(Locale.ROOT);
        return "00000000".substring(hex.length()) + hex;
    }

    private static void pad(StringBuilder out, int number, int width) {
        String text = Integer.toString(number);
        for (int i = text.length(); i < width; i++) {
            out.append(' ');
        }
        out.append(text);
    }

    private static void hex(StringBuilder out, long half) {
        boolean started = false;
        for (int shift = 28; shift >= 0; shift -= 4) {
            int digit = (int) (half >>> shift) & 0xF;
            if (digit != 0 || started || shift == 0) {
                out.append((char) (digit < 10 ? '0' + digit : 'A' + digit - 10));
                started = true;
            }
        }
    }
}
