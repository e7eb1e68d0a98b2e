package io.github.gpfailover.core.internal.process;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a host's kernel reports on server processes whose command leaves open whose they are: which directory each works in, and who owns
 * the instance's directory.
 *
 * <p>It exists because a process that might be the instance's is left out only with proof. A server works in its data directory, and
 * refuses to start in one that another user owns (postmaster.c, {@code checkDataDir}); so its working directory and its user decide.
 *
 * @param directory the path of the instance's directory
 * @param absent whether the host says that nothing is there
 * @param found what was answered of a path
 * @param ports the ports that servers noted in the directories they work in, by process
 * @param owners who may own the instance's processes, whoever owns its directory
 */
public record ProcessProofs(
        String directory,
        boolean absent,
        Map<String, DirectoryIdentity> found,
        Map<Integer, Integer> ports,
        Set<String> owners) {

    private static final String PID_FILE = "/postmaster.pid";
    private static final String NOTHING_THERE = "No such file or directory";
    private static final int COLUMNS = 4;
    private static final int PORT_LINE = 4;
    // Names that are longer are cut to seven and a plus sign, or printed as a number.
    private static final int SHORT_NAME = 8;

    /** Copies the collections. */
    public ProcessProofs {
        found = Map.copyOf(found);
        ports = Map.copyOf(ports);
        owners = Set.copyOf(owners);
    }

    /** Where nothing was asked. */
    public static ProcessProofs none() {
        return new ProcessProofs("", false, Map.of(), Map.of(), Set.of());
    }

    /** Asks which directories the instance, the processes and other programs go by. */
    public static Command directories(String directory, Collection<Integer> pids, Collection<String> paths) {
        List<String> words = new ArrayList<>(List.of("stat", "-L", "-c", "%d:%i %u %U %n", "--", directory));
        pids.forEach(p -> words.add(workingDirectory(p)));
        words.addAll(paths);
        return Command.builder(words).variable("LC_ALL", "C").build();
    }

    /** Asks what servers noted in the directories that they work in. */
    public static Command notes(Collection<Integer> pids) {
        List<String> words = new ArrayList<>(List.of("grep", "-sH", "", "--"));
        pids.forEach(p -> words.add(workingDirectory(p) + PID_FILE));
        return Command.builder(words).variable("LC_ALL", "C").build();
    }

    /** Reads the answers; a path or process that has no line was not answered. */
    public static ProcessProofs read(
            String directory, CommandResult directories, Optional<CommandResult> notes, Set<String> owners) {
        Map<String, DirectoryIdentity> found = new HashMap<>();
        for (String line : whole(directories.stdout())) {
            String[] c = line.split(" ", COLUMNS);
            if (c.length == COLUMNS && c[0].indexOf(':') > 0) {
                found.put(c[COLUMNS - 1], new DirectoryIdentity(c[0], c[1], c[2]));
            }
        }
        boolean absent = directories
                .stderr()
                .lines()
                .anyMatch(l -> l.contains("'" + directory + "'") && l.endsWith(NOTHING_THERE));
        return new ProcessProofs(directory, absent, found, ports(notes), owners);
    }

    private static Map<Integer, Integer> ports(Optional<CommandResult> notes) {
        Map<Integer, Integer> lines = new HashMap<>();
        Map<Integer, Integer> ports = new HashMap<>();
        for (String line : whole(notes.map(CommandResult::stdout).orElse(""))) {
            int end = line.indexOf(PID_FILE + ':');
            if (line.startsWith("/proc/") && end > 0) {
                int pid = number(line.substring("/proc/".length(), line.indexOf('/', "/proc/".length())));
                String text = line.substring(end + PID_FILE.length() + 1);
                if (lines.merge(pid, 1, Integer::sum) == PORT_LINE && number(text) > 0) {
                    ports.put(pid, number(text));
                }
            }
        }
        ports.remove(-1);
        return ports;
    }

    /** The lines that have an end: one that was cut off could pass for another. */
    private static List<String> whole(String text) {
        int end = text.lastIndexOf('\n');
        return end < 0 ? List.of() : text.substring(0, end).lines().toList();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Where the kernel shows a process's working directory. */
    static String workingDirectory(int pid) {
        return "/proc/" + pid + "/cwd";
    }

    /** The same, where one more user may own the instance's processes. */
    public ProcessProofs withOwner(Optional<String> user) {
        Set<String> all = new HashSet<>(owners);
        user.ifPresent(all::add);
        return new ProcessProofs(directory, absent, found, ports, all);
    }

    /** Whether the host answered about the instance's directory, or that it is not there. */
    public boolean toldOfDirectory() {
        return absent || found.containsKey(directory);
    }

    /** Whether a path leads to the instance's directory; false where that was not answered. */
    boolean leadsToDirectory(String path) {
        DirectoryIdentity own = found.get(directory);
        DirectoryIdentity other = found.get(path);
        return own != null && other != null && own.same(other);
    }

    /** Whether a process works in the instance's directory; false where that was not answered. */
    boolean worksThere(int pid) {
        return leadsToDirectory(workingDirectory(pid));
    }

    /** Whether a process is proved to work elsewhere. */
    public boolean worksElsewhere(int pid) {
        return found.containsKey(workingDirectory(pid)) && !worksThere(pid) && (absent || found.containsKey(directory));
    }

    /** Whether a server is proved to work elsewhere and to have noted another port there. */
    boolean servesElsewhere(int pid, int port) {
        return worksElsewhere(pid) && ports.containsKey(pid) && ports.get(pid) != port;
    }

    /**
     * Whether a user, as {@code ps} prints it, is proved to be another than the owner of the instance's processes. The admin user and the
     * login never are: a directory's owner may have been changed under a running server, or be its empty mount point's.
     */
    public boolean foreign(String user) {
        if (owners.stream().anyMatch(o -> mayBe(user, o))) {
            return false;
        }
        DirectoryIdentity own = found.get(directory);
        if (own != null) {
            return !user.equals(own.uid()) && !mayBe(user, own.owner());
        }
        return absent && !owners.isEmpty();
    }

    private static boolean mayBe(String printed, String name) {
        if (printed.equals(name)) {
            return true;
        }
        boolean cut = printed.endsWith("+") && name.startsWith(printed.substring(0, printed.length() - 1));
        boolean asNumber = name.length() > SHORT_NAME && number(printed) >= 0;
        return cut || asNumber;
    }
}
