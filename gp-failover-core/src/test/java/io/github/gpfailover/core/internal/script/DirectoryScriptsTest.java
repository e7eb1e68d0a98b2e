package io.github.gpfailover.core.internal.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Greenplum7Dialect;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the scripts that read a data directory, or write into it, do on a real machine, whichever shell its {@code sh} is.
 */
@ParameterizedClass
@ValueSource(strings = {"dash", "bash", "busybox", "ksh93"})
@Timeout(120)
class DirectoryScriptsTest {

    private static final List<String> ODD =
            List.of("a b", "it's", "say \"x\"", "-n", "--", "$(touch x)", "*", "a\\b", "[ab]", "x;y", ".hidden");

    @Parameter
    String shell;

    @TempDir
    Path temporary;

    private TransportWithShell transport;
    private Path bin;
    private Path data;

    @BeforeEach
    void useTheShell() throws IOException {
        Optional<Path> program = ThisMachine.program(shell);
        assumeTrue(program.isPresent(), "there is no " + shell + " on this machine");
        bin = Files.createDirectory(temporary.resolve("bin"));
        Files.copy(program.get(), bin.resolve("sh"));
        transport = new TransportWithShell(bin);
        data = Files.createDirectory(temporary.resolve("a 'data' directory"));
        Files.writeString(data.resolve("PG_VERSION"), "9.4\n");
    }

    @Test
    void tellsADirectoryByItsVersionAndWhatIsInIt() throws Exception {
        Files.createDirectory(data.resolve("global"));
        Files.createFile(data.resolve("global/pg_control"));
        Files.createFile(data.resolve("backup_label"));
        Files.createSymbolicLink(data.resolve("recovery.done"), Path.of("nowhere"));
        Files.createDirectory(data.resolve("pg_tblspc"));
        Files.createSymbolicLink(data.resolve("pg_tblspc/16385"), temporary);
        Files.createSymbolicLink(data.resolve("pg_tblspc/16386"), Path.of("/nowhere"));

        assertThat(surveyed(data, "global/pg_control", "postmaster.pid", "backup_label", "recovery.done"))
                .containsExactly(
                        "kind=directory",
                        "mount=no",
                        "version=9.4",
                        "file=global/pg_control",
                        "file=backup_label",
                        "file=recovery.done",
                        "tablespace=16385",
                        "tablespace=16386",
                        "end");
    }

    @Test
    void tellsALinkWhateverItLeadsTo() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), data);
        Path dangling = Files.createSymbolicLink(temporary.resolve("dangling"), Path.of("nowhere"));

        assertThat(surveyed(link)).startsWith("kind=link").endsWith("end");
        assertThat(surveyed(dangling))
                .startsWith("kind=link")
                .contains("version=")
                .endsWith("end");
    }

    @Test
    void tellsWhatIsNoDirectoryAndWhatIsNotThere() throws Exception {
        assertThat(surveyed(data.resolve("PG_VERSION"), "postmaster.pid"))
                .startsWith("kind=other")
                .contains("version=")
                .endsWith("end");
        assertThat(surveyed(temporary.resolve("absent"), "postmaster.pid"))
                .containsExactly("kind=absent", "mount=unknown", "version=", "end");
        assertThat(surveyed(data.resolve("PG_VERSION/below"), "postmaster.pid"))
                .containsExactly("kind=absent", "mount=unknown", "version=", "end");
    }

    @Test
    void tellsAMountPoint() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc on this machine");

        assertThat(surveyed(Path.of("/proc"))).startsWith("kind=directory", "mount=yes");
        assertThat(surveyed(Path.of("/proc/self/task"))).startsWith("kind=directory", "mount=no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stat", "mountpoint", "stat mountpoint"})
    void tellsAMountPointByTheProgramsOfBusybox(String names) throws Exception {
        Optional<Path> busybox = ThisMachine.program("busybox");
        assumeTrue(busybox.isPresent(), "there is no busybox on this machine");
        for (String name : names.split(" ", -1)) {
            Files.createSymbolicLink(bin.resolve(name), busybox.get());
        }

        assertThat(surveyed(Path.of("/proc"))).startsWith("kind=directory", "mount=yes");
        assertThat(surveyed(data)).startsWith("kind=directory", "mount=no");
    }

    @Test
    void saysSoWhereTheHostCanNotTellAMountPoint() throws Exception {
        for (String name : List.of("stat", "mountpoint")) {
            Path failing = Files.writeString(bin.resolve(name), "#!/bin/sh\nexit 127\n");
            Files.setPosixFilePermissions(failing, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        List<String> told = surveyed(data);

        // A busybox that was built to take its own programs first does not search for others.
        assumeTrue(!told.contains("mount=no"), "this " + shell + " has these programs built in");
        assertThat(told).containsExactly("kind=directory", "mount=unknown", "version=9.4", "end");
    }

    @Test
    void findsFilesOfAnyNameAndRunsNothingOfThem() throws Exception {
        for (String name : ODD) {
            Files.createFile(data.resolve(name));
        }
        List<String> expected = new ArrayList<>(List.of("kind=directory", "mount=no", "version=9.4"));
        ODD.forEach(name -> expected.add("file=" + name));
        expected.add("end");

        List<String> asked = new ArrayList<>(ODD);
        asked.add("$(echo PG_VERSION)");

        assertThat(surveyed(data, asked.toArray(String[]::new))).isEqualTo(expected);
        assertThat(names(temporary)).containsExactlyInAnyOrder("bin", "a 'data' directory");
    }

    @Test
    void findsNoNameOfAPatternThatMatchesOthers() throws Exception {
        assertThat(surveyed(data, "*", "PG_*", "[P]G_VERSION", "PG_VERSIO?"))
                .doesNotContain("file=*")
                .noneMatch(l -> l.startsWith("file="));
    }

    @Test
    void surveysADirectoryOfAnyName() throws Exception {
        for (String name : ODD) {
            Path odd = Files.createDirectory(temporary.resolve(name));
            Files.writeString(odd.resolve("PG_VERSION"), "15\n");

            assertThat(surveyed(odd, "PG_VERSION"))
                    .as(name)
                    .containsExactly("kind=directory", "mount=no", "version=15", "file=PG_VERSION", "end");
        }
    }

    @Test
    void readsAVersionAsItStandsThere() throws Exception {
        Files.writeString(data.resolve("PG_VERSION"), "9.4");
        assertThat(surveyed(data)).contains("version=9.4");

        Files.writeString(data.resolve("PG_VERSION"), "a\\b $(id) *\nsecond line\n");
        assertThat(surveyed(data)).contains("version=a\\b $(id) *").endsWith("end");

        Files.writeString(data.resolve("PG_VERSION"), "");
        assertThat(surveyed(data)).contains("version=");
    }

    @Test
    void surveysWhatItsCommandAsksFor() throws Exception {
        JoinCommands joining = joining();
        InstanceLocation at = location(plain());
        for (String name : joining.telling()) {
            Files.createDirectories(plain().resolve(name).getParent());
            Files.createFile(plain().resolve(name));
        }

        CommandResult survey = transport.execute(ThisMachine.MDW, joining.survey(at));

        assertThat(survey.stdout().lines().filter(l -> l.startsWith("file=")).map(l -> l.substring(5)))
                .containsExactlyElementsOf(joining.telling());
        assertThat(survey.stderr()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "one line\n",
                "no newline at the end",
                "primary_conninfo = 'user=gpadmin host=smdw'\n",
                "say \"x\" $(touch x) `id` \\ \\n %s * 'y'",
                "-n\n",
                "\n\nblank lines first and last\n\n"
            })
    void writesExactlyTheTextIntoANewFileOfItsOwner(String text) throws Exception {
        for (String name : ODD) {
            Path file = data.resolve(name);

            CommandResult written = run(DirectoryScripts.WRITE_NEW, file, text);

            assertThat(written.exitCode()).as(written.stderr()).hasValue(0);
            assertThat(file).hasContent(text).content(StandardCharsets.UTF_8).isEqualTo(text);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(data.resolve("x")).doesNotExist();
    }

    @Test
    void writesALongTextWhole() throws Exception {
        String text = "0123456789abcde\n".repeat(20_000);

        assertThat(run(DirectoryScripts.WRITE_NEW, data.resolve("long"), text).exitCode())
                .hasValue(0);
        assertThat(run(DirectoryScripts.APPEND, data.resolve("long"), text).exitCode())
                .hasValue(0);

        assertThat(data.resolve("long")).content().isEqualTo(text + text);
    }

    @Test
    void neverWritesOverWhatIsThere() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "old");
        Path empty = Files.createFile(data.resolve("empty"));
        Path linked = Files.createSymbolicLink(data.resolve("linked"), file);
        Path dangling = Files.createSymbolicLink(data.resolve("dangling"), data.resolve("nowhere"));
        Path directory = Files.createDirectory(data.resolve("directory"));
        Path toDirectory = Files.createSymbolicLink(data.resolve("to directory"), directory);
        List<Path> before = content(data);

        for (Path there : List.of(file, empty, linked, dangling, directory, toDirectory)) {
            CommandResult refused = run(DirectoryScripts.WRITE_NEW, there, "new\n");
            assertThat(refused.exitedZero()).as(there.toString()).isFalse();
            assertThat(refused.stderr()).as(there.toString()).isNotEmpty();
        }

        assertThat(content(data)).isEqualTo(before);
        assertThat(file).content().isEqualTo("old");
        assertThat(empty).isEmptyFile();
    }

    @Test
    void writesNoNewFileWhereItsDirectoryIsMissing() throws Exception {
        assertThat(run(DirectoryScripts.WRITE_NEW, data.resolve("no/file"), "new\n")
                        .exitedZero())
                .isFalse();
        assertThat(data.resolve("no")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"host replication gpadmin 10.0.0.11/32 trust\n", "'no' \"newline\" $(id) \\", "\n"})
    void addsExactlyTheTextToAFileThatIsThere(String text) throws Exception {
        for (String name : ODD) {
            Path file = Files.writeString(data.resolve(name), "# first\nno newline");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

            assertThat(run(DirectoryScripts.APPEND, file, text).exitCode()).hasValue(0);

            assertThat(file).content().isEqualTo("# first\nno newline" + text);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r-----");
        }
        assertThat(names(data)).hasSize(ODD.size() + 1);
    }

    @Test
    void addsNothingWhereNoFileIs() throws Exception {
        Path dangling = Files.createSymbolicLink(data.resolve("dangling"), data.resolve("nowhere"));
        Path directory = Files.createDirectory(data.resolve("directory"));
        List<Path> before = content(data);

        for (Path none : List.of(data.resolve("absent"), dangling, directory)) {
            CommandResult refused = run(DirectoryScripts.APPEND, none, "text\n");
            assertThat(refused.exitedZero()).as(none.toString()).isFalse();
            assertThat(refused.lastLine()).contains(none.toString());
        }

        assertThat(content(data)).isEqualTo(before);
    }

    @Test
    void addsThroughALinkToWhereItLeads() throws Exception {
        Path file = Files.writeString(temporary.resolve("elsewhere"), "first\n");
        Path link = Files.createSymbolicLink(data.resolve("pg_hba.conf"), file);

        assertThat(run(DirectoryScripts.APPEND, link, "second\n").exitCode()).hasValue(0);

        assertThat(file).content().isEqualTo("first\nsecond\n");
        assertThat(link).isSymbolicLink();
    }

    private List<String> surveyed(Path directory, String... names) throws InterruptedException {
        List<String> argv =
                new ArrayList<>(List.of("sh", "-c", DirectoryScripts.SURVEY, "gp-failover", directory.toString()));
        argv.addAll(List.of(names));
        CommandResult survey = transport.execute(
                ThisMachine.MDW, Command.builder(argv).variable("LC_ALL", "C").build());
        assertThat(survey.exitCode()).as(survey.stderr()).hasValue(0);
        assertThat(survey.stderr()).isEmpty();
        return survey.stdout().lines().toList();
    }

    private CommandResult run(String script, Path file, String text) throws InterruptedException {
        Command command = Command.builder(List.of("sh", "-c", script, "gp-failover", file.toString()))
                .stdin(text)
                .build();
        return transport.execute(ThisMachine.MDW, command);
    }

    private Path plain() {
        return temporary.resolve("data");
    }

    private InstanceLocation location(Path directory) {
        return InstanceLocation.of("mdw", 5432, directory.toString());
    }

    private JoinCommands joining() {
        return new Greenplum7Dialect(
                        ClusterSpec.builder("this-machine").master("mdw").build())
                .joining();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    private static List<Path> content(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> Files.exists(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }
}
