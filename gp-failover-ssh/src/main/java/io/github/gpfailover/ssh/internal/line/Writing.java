package io.github.gpfailover.ssh.internal.line;

import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;

/**
 * The writing of a packet. It exists because a packet that waits for the end of a change of keys gets a time-out when the next change begins at
 * once: nothing of it was sent then, and it may be written again.
 */
public final class Writing {

    private static final int TRIES = 3;

    private Writing() {}

    /** Writes a packet. */
    public static void write(Transport transport, SSHPacket packet) throws TransportException {
        for (int i = 1; ; i++) {
            try {
                transport.write(packet);
                return;
            } catch (TransportException e) {
                if (!again(transport, e, i)) {
                    throw e;
                }
            }
        }
    }

    /** Says whether what could not be written for the i-th time was not sent, and may be now. */
    public static boolean again(Transport transport, TransportException e, int i) {
        return i < TRIES && e.getCause() instanceof TimeoutException && transport.isRunning();
    }
}
