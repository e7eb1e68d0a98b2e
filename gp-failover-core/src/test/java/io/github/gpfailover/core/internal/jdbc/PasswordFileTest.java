package io.github.gpfailover.core.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "mdw:5432:postgres:gpadmin:secret; secret",
                "*:*:*:*:any; any",
                "mdw:*:postgres:gpadmin:any port; any port",
                "m\\dw:5432:postgres:gpadmin:escaped for nothing; escaped for nothing",
                "mdw:5432:postgres:gpadmin:a\\:b\\\\c; a:b\\c",
                "mdw:5432:postgres:gpadmin:up to here:and no further; up to here",
                "mdw:5432:postgres:gpadmin:ends with \\; ends with \\",
            })
    void takesTheFieldsAsLibpqDoes(String line, String password) throws IOException {
        assertThat(look(line + "\n")).contains(password);
        assertThat(look(line)).as("without an end of line").contains(password);
        assertThat(look(line + "\r\n")).as("with another end of line").contains(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "# mdw:5432:postgres:gpadmin:comment",
                "smdw:5432:postgres:gpadmin:other host",
                "mdw2:5432:postgres:gpadmin:longer host",
                "md:5432:postgres:gpadmin:shorter host",
                "mdw:543:postgres:gpadmin:other port",
                "mdw:5432:template1:gpadmin:other database",
                "mdw:5432:postgres:root:other user",
                "m*:5432:postgres:gpadmin:a star is a whole field",
                "mdw:5432:postgres:gpadmin",
                "mdw:5432:postgres",
                "*"
            })
    void takesNothingFromALineThatDoesNotFit(String line) throws IOException {
        assertThat(look(line + "\n")).isEmpty();
    }

    @Test
    void takesTheFirstLineThatFits() throws IOException {
        assertThat(look("# mine\n\nsmdw:*:*:*:no\nmdw:*:*:*:first\n*:*:*:*:second\n"))
                .contains("first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---"})
    void ignoresAFileThatOthersHaveAccessTo(String permissions) throws IOException {
        assertThat(look("*:*:*:*:secret\n", permissions)).isEmpty();
    }

    @Test
    void takesAFileThatItsOwnerMayOnlyRead() throws IOException {
        assertThat(look("*:*:*:*:secret\n", "r--------")).contains("secret");
    }

    @Test
    void hasNoPasswordWithoutAFileOrFromADirectory() throws IOException {
        assertThat(find(new PasswordFile(home.resolve("absent")))).isEmpty();
        assertThat(find(new PasswordFile(Files.createDirectory(home.resolve("directory")))))
                .isEmpty();
    }

    @Test
    void isTheFileOfTheEnvironmentElseTheOneInTheHome() throws IOException {
        write(home.resolve(".pgpass"), "*:*:*:*:of the home\n", "rw-------");
        Path named = write(home.resolve("named"), "*:*:*:*:of the environment\n", "rw-------");

        assertThat(find(PasswordFile.standard(Map.of(), home))).contains("of the home");
        assertThat(find(PasswordFile.standard(Map.of("PGPASSFILE", ""), home))).contains("of the home");
        assertThat(find(PasswordFile.standard(Map.of("PGPASSFILE", named.toString()), home)))
                .contains("of the environment");
    }

    private Optional<String> look(String text) throws IOException {
        return look(text, "rw-------");
    }

    private Optional<String> look(String text, String permissions) throws IOException {
        Path file = Files.createTempFile(home, "pgpass", "");
        return find(new PasswordFile(write(file, text, permissions)));
    }

    private static Path write(Path file, String text, String permissions) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static Optional<String> find(PasswordFile file) {
        return file.password(HostName.of("mdw"), 5432, "postgres", "gpadmin").map(String::new);
    }
}
