package io.github.gpfailover.ssh.internal.auth;

import java.util.function.Consumer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthPassword;

/**
 * A login with a password.
 *
 * <p>It exists because sshj answers a host that wants a new password with an empty one.
 */
final class PasswordAuth extends AuthPassword {

    private final Password password;
    private final Consumer<String> remarks;

    PasswordAuth(Password password, Consumer<String> remarks) {
        super(password);
        this.password = password;
        this.remarks = remarks;
    }

    @Override
    public SSHPacket buildReq() throws UserAuthException {
        password.fetch();
        try {
            return super.buildReq();
        } finally {
            password.blank();
        }
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
        if (message == Message.USERAUTH_60) {
            String remark = "the password has to be changed first; log in by hand (ssh) and do so";
            remarks.accept(remark);
            throw new UserAuthException(remark);
        }
        super.handle(message, packet);
    }
}
