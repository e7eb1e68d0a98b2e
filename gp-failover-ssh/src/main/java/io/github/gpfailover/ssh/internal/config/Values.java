package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.internal.Checks;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of one block, or of several together.
 *
 * <p>It exists because the first value wins at every level: within a block, and among the blocks that a host matches.
 */
final class Values {

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})([smhdwSMHDW]?)");
    private static final Duration LONGEST = Duration.ofDays(1);

    /** Stands for {@code yes} and {@code true}, in whatever letters. */
    static final String YES = "yes";

    /** Stands for {@code ProxyCommand none}. */
    static final String NO_COMMAND = "";

    String hostName;
    Integer port;
    String user;
    final List<String> identityFiles = new ArrayList<>();
    List<JumpHost> jumps;
    String proxyCommand;
    Duration connectTimeout;
    Said identitiesOnly;
    Said identityAgent;
    final Map<AlgorithmList, Said> algorithms = new EnumMap<>(AlgorithmList.class);

    /**
     * A value with its file and line.
     *
     * @param value what stands there
     * @param place file and line
     */
    record Said(String value, String place) {}

    /**
     * Takes a value over where none stands yet.
     *
     * @param keyword the keyword in small letters
     * @param value what stands there
     * @param place file and line
     * @throws IllegalArgumentException if it is none for this keyword, with what is expected
     */
    void put(String keyword, String value, String place) {
        Values read = new Values();
        Optional<AlgorithmList> list = AlgorithmList.of(keyword);
        if (list.isPresent()) {
            read.algorithms.put(list.get(), new Said(value, place));
            add(read);
            return;
        }
        switch (keyword) {
            case "identitiesonly" -> read.identitiesOnly = new Said(yes(value) ? YES : "no", place);
            case "identityagent" -> read.identityAgent = new Said(value, place);
            case "hostname" -> read.hostName = hostName(value);
            case "port" -> read.port = port(value);
            case "user" -> read.user = value;
            case "identityfile" -> read.identityFiles.add(path(value));
            case "proxyjump" -> read.jumps = JumpHost.list(value);
            case "connecttimeout" -> read.connectTimeout = timeout(value);
            default -> throw new IllegalStateException(keyword);
        }
        add(read);
    }

    /** Takes over where a ProxyCommand stands, or that there is none, where the route is not set yet. */
    void proxyCommand(Optional<String> place) {
        Values read = new Values();
        read.proxyCommand = place.orElse(NO_COMMAND);
        add(read);
    }

    /** Takes over what another block says where nothing is said yet. */
    void add(Values other) {
        hostName = hostName == null ? other.hostName : hostName;
        port = port == null ? other.port : port;
        user = user == null ? other.user : user;
        // Both set the route, so the first of the two holds; but after "ProxyJump none" OpenSSH still takes a command.
        if (jumps == null && proxyCommand == null) {
            jumps = other.jumps;
        }
        if (proxyCommand == null && (jumps == null || jumps.isEmpty())) {
            proxyCommand = other.proxyCommand;
        }
        connectTimeout = connectTimeout == null ? other.connectTimeout : connectTimeout;
        identitiesOnly = identitiesOnly == null ? other.identitiesOnly : identitiesOnly;
        identityAgent = identityAgent == null ? other.identityAgent : identityAgent;
        other.algorithms.forEach(algorithms::putIfAbsent);
        other.identityFiles.stream().filter(f -> !identityFiles.contains(f)).forEach(identityFiles::add);
    }

    static boolean isHost(String value) {
        return value.length() <= 255 && Checks.plain(value, "._-:%") && value.charAt(0) != '-';
    }

    static int port(String value) {
        if (value.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        }
        throw new IllegalArgumentException("is " + Checks.shown(value) + ", but a number from 1 to 65535 is expected");
    }

    private static boolean yes(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            default -> throw new IllegalArgumentException("is " + Checks.shown(value) + ", but yes or no is expected");
        };
    }

    private static String hostName(String value) {
        if (!isHost(Tokens.inHostName(value, "h"))) {
            throw new IllegalArgumentException("is " + Checks.shown(value)
                    + ", but a host name or address is expected, in which %h and %% may stand");
        }
        return value;
    }

    private static String path(String value) {
        try {
            return Path.of(value).toString();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is " + Checks.shown(value) + ", but a path is expected", e);
        }
    }

    private static Duration timeout(String value) {
        if (value.equalsIgnoreCase("none")) {
            return Duration.ZERO;
        }
        Duration sum = Duration.ZERO;
        Matcher part = TIME.matcher(value);
        int end = 0;
        while (part.find() && part.start() == end) {
            sum = sum.plus(Duration.ofSeconds(Long.parseLong(part.group(1)) * seconds(part.group(2))));
            end = part.end();
        }
        if (end == 0 || end < value.length() || sum.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "is " + Checks.shown(value) + ", but seconds are expected, for example 5 or 1m30s, at most a day");
        }
        return sum;
    }

    private static long seconds(String unit) {
        return switch (unit) {
            case "m", "M" -> 60;
            case "h", "H" -> 3600;
            case "d", "D" -> 86_400;
            case "w", "W" -> 604_800;
            default -> 1;
        };
    }
}
