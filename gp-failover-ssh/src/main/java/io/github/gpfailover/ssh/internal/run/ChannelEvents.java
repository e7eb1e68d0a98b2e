package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.OutputListener.Stream;

/**
 * What happens on a session. It exists because a session serves one command, or a worker that runs many. The connection's reading thread
 * calls it, so nothing here may wait.
 */
interface ChannelEvents {

    /** Output came; {@code windowLow} says that the other side needs leave to send more soon. */
    void data(Stream stream, byte[] bytes, int offset, int length, boolean windowLow);

    /** The exit status of the line, or the signal that ended it, has come. */
    void exited();

    /** No more output will come. */
    void ended();

    /** The session is closed. */
    void closed();

    /** The server won't run the line. */
    void refused();

    /** The connection broke. */
    void broke(Throwable why);
}
