package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.internal.KeyBlob;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client of an ssh-agent.
 *
 * <p>It exists because sshj has none. An agent is asked over a socket that anything may listen at: an answer is bounded in size and in time,
 * and what is not understood is an error. Each question has a connection of its own. Immutable and thread-safe.
 */
final class AgentClient {

    /** Flags for {@link #sign}: signatures of RSA keys with SHA-256, and with SHA-512. */
    static final int RSA_SHA2_256 = 2;

    static final int RSA_SHA2_512 = 4;

    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int LARGEST_ANSWER = 256 * 1024;
    private static final int MOST_KEYS = 2048;

    private final Path socket;
    private final Duration patience;

    AgentClient(Path socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    Path socket() {
        return socket;
    }

    /** Asks for the keys; keys that have no readable form are left out. */
    List<AgentKey> keys() throws IOException {
        ByteBuffer answer = ask(ByteBuffer.allocate(1).put(REQUEST_IDENTITIES), IDENTITIES_ANSWER);
        try {
            int count = answer.getInt();
            if (count < 0 || count > MOST_KEYS) {
                throw new IOException("its answer names " + count + " keys");
            }
            List<AgentKey> keys = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] blob = field(answer);
                String comment = new String(field(answer), StandardCharsets.UTF_8);
                try {
                    keys.add(new AgentKey(KeyBlob.of(blob), comment));
                } catch (IllegalArgumentException e) {
                    // A kind of entry that is not a key; others beside it can still be used.
                }
            }
            return List.copyOf(keys);
        } catch (BufferUnderflowException e) {
            throw new IOException("its answer is cut off", e);
        }
    }

    /** Asks for a signature; gives it with the name of its algorithm, as it goes over the line. */
    byte[] sign(KeyBlob key, byte[] data, int flags) throws IOException {
        byte[] blob = key.bytes();
        ByteBuffer question = ByteBuffer.allocate(1 + 4 + blob.length + 4 + data.length + 4)
                .put(SIGN_REQUEST)
                .putInt(blob.length)
                .put(blob)
                .putInt(data.length)
                .put(data)
                .putInt(flags);
        try {
            return field(ask(question, SIGN_RESPONSE));
        } catch (BufferUnderflowException e) {
            throw new IOException("its answer is cut off", e);
        }
    }

    private ByteBuffer ask(ByteBuffer question, byte expected) throws IOException {
        question.flip();
        ByteBuffer out = ByteBuffer.allocate(4 + question.remaining())
                .putInt(question.remaining())
                .put(question)
                .flip();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            long end = System.nanoTime() + patience.toNanos();
            channel.configureBlocking(false);
            SelectionKey ready = channel.register(selector, SelectionKey.OP_CONNECT);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                await(selector, end);
                channel.finishConnect();
            }
            ready.interestOps(SelectionKey.OP_WRITE);
            while (out.hasRemaining()) {
                await(selector, end);
                channel.write(out);
            }
            ready.interestOps(SelectionKey.OP_READ);
            int length = read(channel, selector, end, 4).getInt();
            if (length < 1 || length > LARGEST_ANSWER) {
                throw new IOException("its answer has a length of " + length + " bytes");
            }
            ByteBuffer answer = read(channel, selector, end, length);
            byte kind = answer.get();
            if (kind != expected) {
                throw new IOException("it refused (answer " + kind + ")");
            }
            return answer;
        }
    }

    private static ByteBuffer read(SocketChannel channel, Selector selector, long end, int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            await(selector, end);
            if (channel.read(in) < 0) {
                throw new EOFException("it closed the connection");
            }
        }
        return in.flip();
    }

    private static void await(Selector selector, long end) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left > 0) {
            selector.select(left);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the thread was interrupted");
        }
        if (selector.selectedKeys().isEmpty() && end - System.nanoTime() <= 0) {
            throw new IOException("no answer in time");
        }
        selector.selectedKeys().clear();
    }

    private static byte[] field(ByteBuffer in) throws IOException {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IOException("its answer is cut off");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
