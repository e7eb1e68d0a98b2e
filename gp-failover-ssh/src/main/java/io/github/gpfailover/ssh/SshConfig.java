package io.github.gpfailover.ssh;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.ssh.internal.config.ConfigFile;
import io.github.gpfailover.ssh.internal.config.HostSettings;
import io.github.gpfailover.stability.Evolving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What an OpenSSH client's configuration says about hosts.
 *
 * <p>It exists so that a controller reaches the hosts as its operator's {@code ssh} does, without saying it twice. Understood are
 * {@code Host} (patterns with {@code *}, {@code ?} and {@code !}), {@code Match} ({@code host}, {@code originalhost}, {@code user},
 * {@code localuser}, {@code final}, {@code canonical}, {@code all}), {@code Include}, {@code HostName}, {@code Port}, {@code User}, {@code IdentityFile},
 * {@code ProxyJump} and {@code ConnectTimeout}, as OpenSSH reads them: the first value wins, but for {@code IdentityFile}, of which all
 * are used in order. Read likewise are {@code IdentitiesOnly}, {@code IdentityAgent}, {@code HostKeyAlgorithms}, {@code PubkeyAcceptedAlgorithms}
 * (also as {@code PubkeyAcceptedKeyTypes}), {@code KexAlgorithms}, {@code Ciphers} and {@code MACs}, with {@code +}, {@code -}, {@code ^} and
 * wildcards over OpenSSH's defaults; what can't be done here is left out of a list, and a list that leaves nothing refuses the host by name. A
 * {@code ProxyCommand} is not run: a host for which one holds, because it stands before any {@code ProxyJump}, is refused when it is used, unless
 * the transport's builder sets the route; {@code ProxyCommand none} means directly, as {@code ProxyJump none} does. {@code RevokedHostKeys} is an
 * error: say {@code @revoked} in the known hosts. Everything else is ignored and listed by {@link
 * #ignored()}. A {@code Match} of another kind, such as {@code exec}, refuses the hosts for which it would count. A file is read once, when this is made. Immutable and thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class SshConfig {

    /**
     * A line that was not used.
     *
     * <p>It exists so that nobody has to wonder why a setting has no effect. Immutable and thread-safe.
     *
     * @param file the file
     * @param line the line's number, from 1
     * @param keyword the keyword as it stands there
     * @param why why it was not used, and what to use instead if there is something
     * @since 0.1
     */
    public record Ignored(Path file, int line, String keyword, String why) {

        /**
         * Checks the parts.
         *
         * @param file the file
         * @param line the line's number, from 1
         * @param keyword the keyword as it stands there
         * @param why why it was not used, and what to use instead if there is something
         * @throws NullPointerException if one is null
         * @throws IllegalArgumentException if the number is not positive
         */
        public Ignored {
            Checks.notNull(file, "file");
            Checks.range(line, "line", 1, Integer.MAX_VALUE);
            Checks.notNull(keyword, "keyword");
            Checks.notNull(why, "why");
        }

        /** Returns it as text: file, line, keyword and why. */
        @Override
        public String toString() {
            return file + ":" + line + ": " + keyword + " is ignored: " + why;
        }
    }

    private static final Path MACHINE = Path.of("/etc/ssh/ssh_config");
    private static final SshConfig NONE = new SshConfig(ConfigFile.empty());

    private final ConfigFile file;

    private SshConfig(ConfigFile file) {
        this.file = file;
    }

    /**
     * Reads {@code ~/.ssh/config}, and behind it {@code /etc/ssh/ssh_config}, as {@code ssh} does.
     *
     * @return what they say; nothing if there are no such files
     * @throws SshConfigException if a file is there and can't be read, or holds a value that can't be
     * @since 0.1
     */
    public static SshConfig ofUser() {
        Path file = home().resolve(".ssh").resolve("config");
        ConfigFile own = Files.exists(file) ? ConfigFile.read(file, home()) : ConfigFile.empty();
        return new SshConfig(
                Files.exists(MACHINE) ? withHome(own).before(ConfigFile.readOfMachine(MACHINE, home())) : own);
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return what it says
     * @throws SshConfigException if the file can't be read or isn't there, or holds a value that can't be
     * @throws NullPointerException if it is null
     * @since 0.1
     */
    public static SshConfig read(Path file) {
        return read(file, home());
    }

    static SshConfig read(Path file, Path home) {
        return new SshConfig(ConfigFile.read(Checks.notNull(file, "file").toAbsolutePath(), home));
    }

    /**
     * Gives a configuration that says nothing.
     *
     * @return that configuration
     * @since 0.1
     */
    public static SshConfig none() {
        return NONE;
    }

    /**
     * Says which lines were not used.
     *
     * @return them in order, and why; in the order of the files
     * @since 0.1
     */
    public List<Ignored> ignored() {
        return file.ignored();
    }

    /** Gives what holds for a host, which is called as the cluster calls it; the user is the program's where the file names none. */
    HostSettings settingsFor(HostName host) {
        return settingsFor(host.value(), System.getProperty("user.name"));
    }

    /** Gives what holds for a host by any name, a jump host's for example; the user is for {@code %r} where the file names none. */
    HostSettings settingsFor(String host, String user) {
        return file.settingsFor(host, user);
    }

    private static ConfigFile withHome(ConfigFile file) {
        return new ConfigFile(home(), file.blocks(), file.ignored());
    }

    private static Path home() {
        return Path.of(System.getProperty("user.home"));
    }
}
