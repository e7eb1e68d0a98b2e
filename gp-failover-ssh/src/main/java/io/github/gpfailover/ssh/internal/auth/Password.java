package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.SshPasswords;
import java.util.Arrays;
import java.util.function.Consumer;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

/**
 * The password for one login, fetched when it is sent.
 *
 * <p>It exists because sshj sends an empty password where it is given none, and because it must be asked for by the thread that connects, not
 * by the one that reads from the line.
 */
final class Password implements PasswordFinder {

    private final SshPasswords source;
    private final HostName host;
    private final String user;
    private final Consumer<String> remarks;
    private char[] held;
    private volatile boolean asking;

    Password(SshPasswords source, HostName host, String user, Consumer<String> remarks) {
        this.source = source;
        this.host = host;
        this.user = user;
        this.remarks = remarks;
    }

    /** Asks for the password and holds it until it is taken. */
    synchronized void fetch() throws UserAuthException {
        blank();
        asking = true;
        try {
            held = source.password(host, user);
        } catch (RuntimeException e) {
            throw none("the SshPasswords failed with " + e.getClass().getName(), e);
        } finally {
            asking = false;
        }
        if (held == null) {
            throw none("the SshPasswords gave no password", null);
        }
    }

    /** Says whether the source is being asked; does not wait for it. */
    boolean asking() {
        return asking;
    }

    /** Gives the password to sshj, which blanks it; an empty answer once it is given. */
    synchronized char[] take() {
        char[] password = held == null ? new char[0] : held;
        held = null;
        return password;
    }

    synchronized void blank() {
        if (held != null) {
            Arrays.fill(held, '\0');
            held = null;
        }
    }

    @Override
    public char[] reqPassword(Resource<?> resource) {
        return take();
    }

    @Override
    public boolean shouldRetry(Resource<?> resource) {
        return false;
    }

    @Override
    public String toString() {
        return "a password";
    }

    private UserAuthException none(String what, Throwable cause) {
        String remark = what + " for " + user + " on " + host;
        remarks.accept(remark);
        return new UserAuthException(remark, cause);
    }
}
