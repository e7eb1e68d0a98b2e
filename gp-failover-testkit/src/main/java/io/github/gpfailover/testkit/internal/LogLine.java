package io.github.gpfailover.testkit.internal;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The first line of an entry of a server's log, as recordings i0 to i7 have it. An error's stack trace begins on it and goes on below. */
final class LogLine {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS 'UTC'", Locale.ROOT);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);
    private static final String THREAD = ",th1214638464,";

    private final long at;
    private final int pid;

    LogLine(long at, int pid) {
        this.at = at;
        this.pid = pid;
    }

    /** An entry of a standby's own process. */
    String own(String level, String code, String message, String detail, String where) {
        return TIME.format(SimTime.instant(at).atOffset(ZoneOffset.UTC)) + ",,,p" + pid + THREAD + ",,,0,,,seg-1,,,,,"
                + said(level, code, message, detail, where);
    }

    /** The same for a message of libpq, which ends with its line. */
    String libpq(String message) {
        return TIME.format(SimTime.instant(at).atOffset(ZoneOffset.UTC)) + ",,,p" + pid + THREAD
                + ",,,0,,,seg-1,,,,,\"ERROR\",\"XX000\",\"" + message.replace("\"", "\"\"");
    }

    /** An entry about a client; for one that logs in to replicate, the database is empty. */
    String client(
            String database,
            String address,
            int port,
            boolean begun,
            String level,
            String code,
            String text,
            String where) {
        String client = address.isEmpty() ? "\"[local]\"," : "\"" + address + "\",\"" + port + "\"";
        return TIME.format(SimTime.instant(at).atOffset(ZoneOffset.UTC)) + ",\"gpadmin\","
                + (database.isEmpty() ? "" : "\"" + database + "\"") + ",p" + pid + THREAD + client + ","
                + SECOND.format(SimTime.instant(at).atOffset(ZoneOffset.UTC)) + ",0,,,seg-1,,,," + (begun ? "sx1" : "")
                + "," + said(level, code, text, "", where);
    }

    private static String said(String level, String code, String message, String detail, String where) {
        return "\"" + level + "\",\"" + code + "\",\"" + message.replace("\"", "\"\"") + "\","
                + (detail.isEmpty() ? "" : "\"" + detail + "\"") + ",,,,,," + "0,," + where
                + (level.equals("ERROR") ? "\"Stack trace:" : "");
    }
}
