package io.github.gpfailover.testkit.ssh;

import java.io.IOException;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;

/**
 * Exists because OpenSSH tells a command's status when the command ends, although a process that it left behind may still hold its
 * outputs open, and with them the channel.
 */
final class ShellChannel extends ChannelSession {

    void tellExitStatus(int status) throws IOException {
        sendExitStatus(status);
    }

    /** Ends the channel without a status, unless one was told. */
    void end() throws IOException {
        sendEof();
        commandExitFuture.setClosed();
        close(false);
    }

    static final class Maker extends ChannelSessionFactory {

        @Override
        public Channel createChannel(Session session) {
            return new ShellChannel();
        }
    }
}
