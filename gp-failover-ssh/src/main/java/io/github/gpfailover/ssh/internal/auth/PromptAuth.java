package io.github.gpfailover.ssh.internal.auth;

import java.util.List;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.ChallengeResponseProvider;
import net.schmizz.sshj.userauth.password.Resource;

/**
 * A login where the host asks as it would ask a person.
 *
 * <p>It exists because many hosts take passwords only so. The first question whose answer is not to be shown is the one for the password, in
 * whatever language it is asked; what else is asked gets no answer, and the password is given once.
 */
final class PromptAuth extends AuthKeyboardInteractive {

    private final Password password;

    PromptAuth(Password password) {
        super(new Answers(password));
        this.password = password;
    }

    @Override
    public SSHPacket buildReq() throws UserAuthException {
        password.fetch();
        return super.buildReq();
    }

    @Override
    public boolean shouldRetry() {
        password.blank();
        return false;
    }

    private record Answers(Password password) implements ChallengeResponseProvider {
        @Override
        public List<String> getSubmethods() {
            return List.of();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public void init(Resource resource, String name, String instruction) {
            // Nobody is there to read it.
        }

        @Override
        public char[] getResponse(String prompt, boolean echo) {
            return echo ? new char[0] : password.take();
        }

        @Override
        public boolean shouldRetry() {
            return false;
        }
    }
}
