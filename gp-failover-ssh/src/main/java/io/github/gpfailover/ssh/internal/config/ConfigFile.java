package io.github.gpfailover.ssh.internal.config;

import io.github.gpfailover.ssh.SshConfig.Ignored;
import io.github.gpfailover.ssh.SshConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A configuration file, taken apart.
 *
 * <p>It exists so that a file is read and checked once, and then asked for as many hosts as there are. Immutable and thread-safe.
 *
 * @param home the home directory that {@code ~} stands for
 * @param blocks its blocks, the lines before the first {@code Host} as a block for every host
 * @param ignored the lines that were not used
 */
public record ConfigFile(Path home, List<HostBlock> blocks, List<Ignored> ignored) {

    private static final int DEFAULT_PORT = 22;

    /**
     * Gives a file with nothing in it.
     *
     * @return that file
     */
    public static ConfigFile empty() {
        return new ConfigFile(Path.of("/"), List.of(), List.of());
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param home the home directory that {@code ~} stands for
     * @return what it says
     * @throws SshConfigException if it can't be read, or holds a value that can't be
     */
    public static ConfigFile read(Path file, Path home) {
        return ConfigReader.read(file, text(file), home, home.resolve(".ssh"));
    }

    /**
     * Reads the settings of the whole machine, whose {@code Include} lines are seen from their own directory.
     *
     * @param file the file
     * @param home the home directory that {@code ~} stands for
     * @return what it says
     * @throws SshConfigException if it can't be read, or holds a value that can't be
     */
    public static ConfigFile readOfMachine(Path file, Path home) {
        return ConfigReader.read(file, text(file), home, file.getParent());
    }

    /**
     * Puts another file behind this one: what stands here goes first.
     *
     * @param other the other file
     * @return both
     */
    public ConfigFile before(ConfigFile other) {
        List<HostBlock> all = new ArrayList<>(blocks);
        all.addAll(other.blocks);
        List<Ignored> told = new ArrayList<>(ignored);
        told.addAll(other.ignored);
        return new ConfigFile(home, List.copyOf(all), List.copyOf(told));
    }

    static String text(Path file) {
        try {
            // Bytes that are no text are shown as such in a message, and never stop the reading of other lines.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            String seen = e instanceof NoSuchFileException
                    ? "there is no such file"
                    : e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
            throw new SshConfigException(
                    file,
                    0,
                    "the SSH configuration could not be read: " + seen + "; let this program's user read it",
                    e);
        }
    }

    private void take(Values all, String host, String user, boolean last) {
        // A line is asked where it stands, with what was said above it; what is included under it does not ask anew.
        IdentityHashMap<Condition, Boolean> asked = new IdentityHashMap<>();
        for (HostBlock block : blocks) {
            boolean holds = true;
            for (Condition condition : block.conditions()) {
                Boolean known = asked.get(condition);
                if (holds && known == null) {
                    known = condition.holds(new Condition.Asked(
                            host,
                            all.hostName == null ? host : Tokens.inHostName(all.hostName, host),
                            all.user == null ? user : all.user,
                            System.getProperty("user.name"),
                            last));
                    asked.put(condition, known);
                }
                holds &= Boolean.TRUE.equals(known);
            }
            if (holds) {
                all.add(block.values());
            }
        }
    }

    /**
     * Gives what holds for a host.
     *
     * @param host the host, as it was asked for
     * @param user the user, where the file names none
     * @return what holds
     * @throws SshConfigException if that can't be determined here, since it hangs on a command for example
     */
    public HostSettings settingsFor(String host, String user) {
        Values all = new Values();
        take(all, host, user, false);
        boolean again = blocks.stream()
                .flatMap(b -> b.conditions().stream())
                .anyMatch(c -> c instanceof Condition.Match match && match.asksForTheEnd());
        if (again) {
            take(all, host, user, true);
        }
        Optional<String> hostName = Optional.ofNullable(all.hostName).map(name -> Tokens.inHostName(name, host));
        Map<String, String> tokens = Map.of(
                "%", "%",
                "d", home.toString(),
                "h", hostName.orElse(host),
                "n", host,
                "p", String.valueOf(all.port == null ? DEFAULT_PORT : all.port),
                "r", all.user == null ? user : all.user,
                "u", System.getProperty("user.name"));
        return new HostSettings(
                hostName,
                all.port == null ? OptionalInt.empty() : OptionalInt.of(all.port),
                Optional.ofNullable(all.user),
                all.identityFiles.stream()
                        .map(f -> Tokens.inPath(f, home, tokens).toAbsolutePath())
                        .distinct()
                        .toList(),
                Optional.ofNullable(all.jumps),
                Optional.ofNullable(all.proxyCommand).filter(place -> !place.equals(Values.NO_COMMAND)),
                Optional.ofNullable(all.connectTimeout).filter(t -> t.compareTo(Duration.ZERO) > 0),
                keys(all, tokens));
    }

    private KeySettings keys(Values all, Map<String, String> tokens) {
        Map<AlgorithmList, AlgorithmChoice> algorithms = new EnumMap<>(AlgorithmList.class);
        all.algorithms.forEach((list, said) ->
                algorithms.put(list, new AlgorithmChoice(list, said.value(), said.place(), list.names(said.value()))));
        return new KeySettings(
                Optional.ofNullable(all.identitiesOnly)
                        .filter(said -> said.value().equals(Values.YES))
                        .map(Values.Said::place),
                Optional.ofNullable(all.identityAgent).map(said -> AgentValue.read(said, home, tokens)),
                algorithms);
    }
}
