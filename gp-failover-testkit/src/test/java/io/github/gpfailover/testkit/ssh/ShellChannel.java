package io.github.gpfailover.testkit.ssh;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.future.DefaultOpenFuture;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;

/**
 * A channel that reports a command's status when the command ends. It exists because OpenSSH does so, although a process that was left behind may
 * still hold the outputs open, and with them the channel.
 */
final class ShellChannel extends ChannelSession {

    private static final AttributeKey<AtomicInteger> SESSIONS = new AttributeKey<>();

    private final int most;
    private AtomicInteger counted;

    private ShellChannel(int most) {
        this.most = most;
    }

    void tellExitStatus(int status) throws IOException {
        sendExitStatus(status);
    }

    /** Ends the channel without a status, unless one was reported. */
    void end() throws IOException {
        sendEof();
        commandExitFuture.setClosed();
        close(false);
    }

    /** Refuses to open, as OpenSSH does beyond MaxSessions, if the connection has its sessions. */
    @Override
    protected OpenFuture doInit(Buffer buffer) {
        AtomicInteger count = getSession().computeAttributeIfAbsent(SESSIONS, key -> new AtomicInteger());
        if (most > 0 && count.incrementAndGet() > most) {
            count.decrementAndGet();
            OpenFuture refused = new DefaultOpenFuture(this, this);
            refused.setException(new SshChannelOpenException(
                    getChannelId(), SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, "open failed"));
            return refused;
        }
        counted = count;
        addCloseFutureListener(closed -> uncount());
        return super.doInit(buffer);
    }

    /** Counts it no longer once the client has closed it, which may ask for the next one at once. */
    @Override
    public void handleClose() throws IOException {
        uncount();
        super.handleClose();
    }

    private synchronized void uncount() {
        if (counted != null) {
            counted.decrementAndGet();
            counted = null;
        }
    }

    static final class Maker extends ChannelSessionFactory {

        private final int most;

        /** With 0 there is no limit. */
        Maker(int most) {
            this.most = most;
        }

        @Override
        public Channel createChannel(Session session) {
            return new ShellChannel(most);
        }
    }
}
