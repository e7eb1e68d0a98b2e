package io.github.gpfailover.ssh.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.ssh.internal.KeyBlob;
import io.github.gpfailover.ssh.internal.OpenSshTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The key files beside the tests, each copied to where a test wants it. */
final class TestKeyFiles {

    static final String PASSPHRASE = "correct horse";

    private TestKeyFiles() {}

    /** Copies a private key alone. */
    static Path copy(String name, Path directory) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in = TestKeyFiles.class.getResourceAsStream("keys/" + name)) {
            assertThat(in).as(name).isNotNull();
            Files.copy(in, file);
        }
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Gives the public half. */
    static KeyBlob publicKey(String name, Path directory) throws IOException {
        Path file = copy(name + ".pub", Files.createTempDirectory(directory, "pub"));
        return OpenSshTools.blob(file);
    }
}
