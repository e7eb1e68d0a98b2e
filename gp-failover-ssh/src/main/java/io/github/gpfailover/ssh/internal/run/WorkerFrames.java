package io.github.gpfailover.ssh.internal.run;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The frames in which a client and a worker talk, see {@link WorkerScript}. It exists because commands' outputs hold any byte, and what
 * belongs to which must never depend on what they hold. For one thread.
 */
final class WorkerFrames {

    private static final int TAG = 4;
    private static final int HEADER = TAG + 1 + 4;
    // What is no output is short; the longest is the reason why a command could not be started.
    private static final int MOST_WORDS = 4096;

    private final byte[] tag;
    private final Target target;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(HEADER);
    private char kind;
    private int left;
    private boolean inFrame;

    /** What the frames say. */
    interface Target {

        /** A piece of an output, as it came. */
        void output(boolean stdout, byte[] bytes, int offset, int length);

        /** A frame that is no output. */
        void told(char kind, byte[] content);
    }

    WorkerFrames(String mark, Target target) {
        tag = HexFormat.of().parseHex(mark.substring(0, 2 * TAG));
        this.target = target;
    }

    /** Takes bytes; false if they are not a worker's. */
    boolean take(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int n = Math.min(end - at, inFrame ? left : HEADER - kept.size());
            if (inFrame && isOutput()) {
                target.output(kind == 'o', bytes, at, n);
            } else {
                kept.write(bytes, at, n);
            }
            at += n;
            if (inFrame) {
                left -= n;
            } else if (kept.size() == HEADER && !header()) {
                return false;
            }
            if (inFrame && left == 0) {
                end();
            }
        }
        return true;
    }

    private boolean isOutput() {
        return kind == 'o' || kind == 'e';
    }

    private boolean header() {
        ByteBuffer header = ByteBuffer.wrap(kept.toByteArray());
        kept.reset();
        byte[] shown = new byte[TAG];
        header.get(shown);
        kind = (char) header.get();
        left = header.getInt();
        inFrame = Arrays.equals(shown, tag) && left >= 0 && (isOutput() || left <= MOST_WORDS);
        return inFrame;
    }

    private void end() {
        inFrame = false;
        if (!isOutput()) {
            byte[] content = kept.toByteArray();
            kept.reset();
            target.told(kind, content);
        }
    }

    /** Gives the frame that has a worker run a command. */
    static byte[] command(Map<String, String> environment, List<String> argv) {
        ByteArrayOutputStream words = new ByteArrayOutputStream(256);
        words.writeBytes(number(environment.size()));
        environment.forEach((name, value) -> {
            word(words, name);
            word(words, value);
        });
        argv.forEach(argument -> word(words, argument));
        byte[] all = words.toByteArray();
        byte[] header = header('c', all.length);
        byte[] frame = Arrays.copyOf(header, header.length + all.length);
        System.arraycopy(all, 0, frame, header.length, all.length);
        return frame;
    }

    /** Gives the beginning of a frame: {@code i} for input, {@code e} for its end. */
    static byte[] header(char kind, int length) {
        return ByteBuffer.allocate(5).put((byte) kind).putInt(length).array();
    }

    private static void word(ByteArrayOutputStream to, String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        to.writeBytes(number(bytes.length));
        to.writeBytes(bytes);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
