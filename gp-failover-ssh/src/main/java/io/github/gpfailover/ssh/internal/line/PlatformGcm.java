package io.github.gpfailover.ssh.internal.line;

import com.hierynomus.sshj.transport.cipher.GcmCipher;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.cipher.Cipher;

/**
 * AES-GCM by the platform. It exists because sshj takes it from Bouncy Castle, in Java and with 16 KiB of tables a connection, where the platform's
 * own runs on the processor's instructions.
 */
final class PlatformGcm extends GcmCipher {

    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private PlatformGcm(int keyBytes) {
        super(IV_BYTES, TAG_BYTES, keyBytes, "AES", TRANSFORMATION);
    }

    /** Gives what makes ciphers of one key size, under the name that OpenSSH gave them. */
    static Factory.Named<Cipher> named(String name, int keyBits) {
        return new Factory.Named<>() {

            @Override
            public Cipher create() {
                return new PlatformGcm(keyBits / Byte.SIZE);
            }

            @Override
            public String getName() {
                return name;
            }
        };
    }

    @Override
    public void init(Mode mode, byte[] key, byte[] iv) {
        try {
            cipher = javax.crypto.Cipher.getInstance(TRANSFORMATION);
            // What the key exchange gives may be longer than what is used of it.
            initCipher(cipher, mode, Arrays.copyOf(key, getBlockSize()), Arrays.copyOf(iv, getIVSize()));
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException(e);
        }
    }
}
