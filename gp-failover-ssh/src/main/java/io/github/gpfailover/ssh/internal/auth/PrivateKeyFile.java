package io.github.gpfailover.ssh.internal.auth;

import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;
import io.github.gpfailover.ssh.PassphraseSource;
import io.github.gpfailover.ssh.internal.KeyBlob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Optional;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.userauth.keyprovider.BaseFileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

/**
 * A private key's file: what can be read of it without its passphrase, and the key in it.
 *
 * <p>It exists because sshj takes a public key, a wrong passphrase and a damaged file for much the same, while a person has to do something
 * else about each.
 */
final class PrivateKeyFile {

    private static final int LARGEST = 128 * 1024;

    private final Path path;
    private final byte[] content;
    private final KeyFileHeader header;

    private PrivateKeyFile(Path path, byte[] content) {
        this.path = path;
        this.content = content;
        this.header = KeyFileHeader.of(content);
    }

    /** Reads the file; opens nothing. */
    static PrivateKeyFile read(Path path) throws UnusableKeyException {
        if (Files.isDirectory(path)) {
            throw new UnusableKeyException(path, "it is a directory; name the key file in it");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            if (content.length > LARGEST) {
                throw new UnusableKeyException(path, "it is too large for a private key; name the right file");
            }
            return new PrivateKeyFile(path, content);
        } catch (NoSuchFileException e) {
            throw new UnusableKeyException(
                    path,
                    "there is no such file; name the right one, or make one (ssh-keygen -t ed25519 -f " + path
                            + ") and let the hosts know it (ssh-copy-id)");
        } catch (AccessDeniedException e) {
            throw new UnusableKeyException(
                    path,
                    "permission denied; give it to this program's user and to nobody else (chown, chmod 600 " + path
                            + ")");
        } catch (IOException e) {
            throw new UnusableKeyException(path, "it could not be read: " + e.getMessage());
        }
    }

    boolean needsPassphrase() {
        return header.encrypted();
    }

    /** Says whether there is a key to open at all, not only the public half for which an agent has the other. */
    boolean isPrivate() {
        return header.format() != KeyFileHeader.Format.PUBLIC;
    }

    /** Gives the public key as far as it can be read without a passphrase, from this file or from the one beside it. */
    Optional<KeyBlob> publicKey() {
        if (header.publicKey() != null) {
            return Optional.of(header.publicKey());
        }
        try {
            byte[] beside = Files.readAllBytes(path.resolveSibling(path.getFileName() + ".pub"));
            return Optional.ofNullable(KeyFileHeader.of(beside).publicKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Opens the key.
     *
     * @param passphrases where its passphrase comes from; may be null
     */
    KeyPair open(PassphraseSource passphrases) throws UnusableKeyException {
        BaseFileKeyProvider reader = switch (header.format()) {
            case OPENSSH -> new OpenSSHKeyV1KeyFile();
            case PEM -> new PKCS8KeyFile();
            case PUBLIC ->
                throw new UnusableKeyException(
                        path, "it holds a public key, and no agent has the private one; name the file without .pub");
            case PUTTY ->
                throw new UnusableKeyException(
                        path, "it is in PuTTY's format; convert it (puttygen " + path + " -O private-openssh -o NEW)");
            case OTHER ->
                throw new UnusableKeyException(
                        path, "it holds no private key in OpenSSH's or the PEM format; name the right file");
        };
        char[] passphrase = header.encrypted() ? passphrase(passphrases) : new char[0];
        try {
            reader.init(
                    new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.ISO_8859_1),
                    new Once(passphrase));
            KeyPair pair = new KeyPair(reader.getPublic(), reader.getPrivate());
            if (KeyType.fromKey(pair.getPublic()) == KeyType.UNKNOWN) {
                throw new IOException("unknown type");
            }
            return pair;
        } catch (IOException | RuntimeException e) {
            throw new UnusableKeyException(
                    path,
                    header.encrypted()
                            ? "its passphrase is wrong, or it is damaged; try it (ssh-keygen -y -f " + path + ")"
                            : "it is damaged, or of a kind that is not supported; check it (ssh-keygen -y -f " + path
                                    + ") and write it anew in OpenSSH's format (ssh-keygen -p -f " + path + ")");
        } finally {
            Arrays.fill(passphrase, '\0');
            Arrays.fill(content, (byte) 0);
        }
    }

    private char[] passphrase(PassphraseSource passphrases) throws UnusableKeyException {
        String instead = "; load it into the agent (ssh-add " + path
                + "), or take its passphrase away (ssh-keygen -p -f " + path + ")";
        if (passphrases == null) {
            throw new UnusableKeyException(
                    path,
                    "it has a passphrase, and no PassphraseSource was given; give one to the transport's builder"
                            + instead);
        }
        char[] passphrase;
        try {
            passphrase = passphrases.passphrase(path);
        } catch (RuntimeException e) {
            throw new UnusableKeyException(
                    path, "its PassphraseSource failed with " + e.getClass().getName() + instead);
        }
        if (passphrase == null) {
            throw new UnusableKeyException(
                    path, "it has a passphrase, and the PassphraseSource gave none for it" + instead);
        }
        return passphrase;
    }

    /** sshj asks again for as long as it is let, with the same answer. */
    private static final class Once implements PasswordFinder {

        private final char[] passphrase;

        Once(char[] passphrase) {
            this.passphrase = passphrase;
        }

        @Override
        public char[] reqPassword(Resource<?> resource) {
            return passphrase;
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }
    }
}
