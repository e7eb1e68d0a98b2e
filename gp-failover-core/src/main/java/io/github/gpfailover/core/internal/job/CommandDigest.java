package io.github.gpfailover.core.internal.job;

import io.github.gpfailover.spi.Command;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * A digest of a job's command. It exists to find out whether two jobs of one id run the same command. Secret input is left out: the digest stands
 * in the process table and on the host's disk, where a weak secret could be guessed from it.
 */
final class CommandDigest {

    private CommandDigest() {}

    /** Gives 64 hexadecimal digits. */
    static String of(Command command) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        number(all, command.argv().size());
        command.argv().forEach(a -> text(all, a));
        number(all, command.environment().size());
        new TreeMap<>(command.environment()).forEach((name, value) -> {
            text(all, name);
            text(all, value);
        });
        number(all, command.secretStdin() ? 1 : 0);
        text(all, command.secretStdin() ? "" : command.stdin().orElse(""));
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void text(ByteArrayOutputStream to, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(to, bytes.length);
        to.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream to, int number) {
        to.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }
}
