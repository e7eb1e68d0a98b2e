package io.github.gpfailover.core.internal.text;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.UnreadableOutputException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The configuration by which a standby follows a server, from its own file: {@code recovery.conf} of Greenplum 6 (recordings 26 and c1),
 * {@code postgresql.auto.conf} of the later ones (dialects §3, not recorded). It exists because the catalog may be of another time.
 *
 * <p>In Greenplum 6 the file itself, with {@code standby_mode}, makes the server a standby. In the later ones {@code standby.signal}
 * does, and the line of {@code primary_conninfo} stays after a promotion: it says whom the server follows or followed.
 *
 * @param standbyMode {@code standby_mode}; empty if the file does not set it
 * @param host the host that the last {@code primary_conninfo} names, by {@code hostaddr} where it has one
 * @param port the port that it names
 * @param applicationName the name that the standby shows to its master
 * @param targetTimeline {@code recovery_target_timeline}, such as {@code latest}
 * @param firstUnplaced number and name of the first line that is not understood, never its value
 */
public record StandbyConfig(
        Optional<Boolean> standbyMode,
        Optional<HostName> host,
        OptionalInt port,
        Optional<String> applicationName,
        Optional<String> targetTimeline,
        Optional<String> firstUnplaced) {

    private static final String MODE = "standby_mode";
    private static final String CONNINFO = "primary_conninfo";
    private static final String TIMELINE = "recovery_target_timeline";
    private static final Set<String> KEYWORDS = Set.of("host", "hostaddr", "port", "application_name");

    /**
     * Reads the text of such a file. A file that sets nothing gives a result with nothing in it.
     *
     * @throws UnreadableOutputException if a line that matters is not understood, or a part of the file is missing
     */
    public static StandbyConfig read(HostName on, String file, String text) {
        ConfigFile settings = ConfigFile.read(on, file, text, Set.of(MODE, CONNINFO, TIMELINE));
        // Never quoted in a message: it may hold a password.
        Map<String, String> upstream =
                ConnectionString.read(settings.value(CONNINFO).orElse(""), KEYWORDS);
        if (upstream == null) {
            throw new UnreadableOutputException(on, file, "words keyword=value as " + CONNINFO, CONNINFO);
        }
        Optional<String> mode = settings.value(MODE);
        return new StandbyConfig(
                mode.map(m -> onOrOff(on, file, m)),
                // The address is what the connection goes to; the name beside it is for certificates.
                Optional.ofNullable(upstream.getOrDefault("hostaddr", upstream.get("host")))
                        .map(h -> host(on, file, h)),
                port(on, file, upstream.get("port")),
                Optional.ofNullable(upstream.get("application_name")),
                settings.value(TIMELINE),
                settings.firstUnplaced());
    }

    // The server takes any beginning of these values, and on and off.
    private static boolean onOrOff(HostName on, String file, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "on", "true", "yes", "1", "t", "tr", "tru", "y", "ye" -> true;
            case "off", "of", "false", "no", "0", "f", "fa", "fal", "fals", "n" -> false;
            default ->
                throw new UnreadableOutputException(
                        on, file, "on or off as " + MODE, UnexpectedLine.quote(value, 0, value.length()));
        };
    }

    private static HostName host(HostName on, String file, String value) {
        try {
            return HostName.of(value);
        } catch (IllegalArgumentException e) {
            throw new UnreadableOutputException(on, file, "the name of one host in " + CONNINFO, CONNINFO);
        }
    }

    private static OptionalInt port(HostName on, String file, String value) {
        if (value == null) {
            return OptionalInt.empty();
        }
        try {
            int port = Integer.parseInt(value);
            if (port > 0 && port <= 65535) {
                return OptionalInt.of(port);
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new UnreadableOutputException(on, file, "a port from 1 to 65535 in " + CONNINFO, CONNINFO);
    }
}
