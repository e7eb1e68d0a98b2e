package io.github.gpfailover.core.internal.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Kind;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Mount;
import io.github.gpfailover.core.transport.LocalTransport;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that read a data directory and write into it, run by the shells of this machine. */
@Tag("processes")
@ParameterizedClass
@ValueSource(strings = {"sh", "bash", "busybox"})
class DirectoryScriptsOnThisMachineTest {

    private static final HostName MDW = HostName.of("mdw");

    @Parameter
    String shell;

    @TempDir
    Path temporary;

    private final LocalTransport local = LocalTransport.create(MDW);
    private Path directory;

    @BeforeEach
    void aDataDirectory() throws IOException {
        assumeTrue(ThisMachine.program(shell).isPresent(), "there is no " + shell + " on this machine");
        // Nothing of a path may be taken for shell syntax.
        directory = temporary.resolve("it's $(reboot) gpseg-1");
        Files.createDirectories(directory.resolve("global"));
        Files.createDirectories(directory.resolve("pg_tblspc"));
        Files.writeString(directory.resolve("global/pg_control"), "");
        Files.writeString(directory.resolve("PG_VERSION"), "9.4\n");
    }

    @Test
    void aDataDirectoryIsSurveyed() throws Exception {
        Files.writeString(directory.resolve("recovery.done"), "");
        Files.createSymbolicLink(directory.resolve("backup_label"), Path.of("/nowhere/at/all"));

        assertThat(survey(directory))
                .isEqualTo(new DirectorySurvey(
                        Kind.DIRECTORY,
                        Mount.NO,
                        "9.4",
                        Set.of("global/pg_control", "recovery.done", "backup_label"),
                        0));
    }

    @Test
    void tablespacesOutsideAreCountedDanglingOnesToo() throws Exception {
        Files.createSymbolicLink(directory.resolve("pg_tblspc/16385"), temporary);
        Files.createSymbolicLink(directory.resolve("pg_tblspc/16386"), Path.of("/nowhere/at/all"));

        assertThat(survey(directory).tablespaces()).isEqualTo(2);
    }

    @Test
    void aLinkIsALinkWhateverItLeadsTo() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
        Path dangling = Files.createSymbolicLink(temporary.resolve("dangling"), Path.of("/nowhere/at/all"));

        assertThat(survey(link).kind()).isEqualTo(Kind.LINK);
        assertThat(survey(dangling).kind()).isEqualTo(Kind.LINK);
    }

    @Test
    void nothingAndAFileAreNoDirectories() throws Exception {
        assertThat(survey(temporary.resolve("nothing")).kind()).isEqualTo(Kind.ABSENT);
        assertThat(survey(Files.writeString(temporary.resolve("file"), "")).kind())
                .isEqualTo(Kind.OTHER);
    }

    @Test
    void aMountPointIsOne() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc on this machine");

        assertThat(survey(Path.of("/proc")).mount()).isEqualTo(Mount.YES);
    }

    @Test
    void aNewFileIsWrittenForItsOwnerAloneAndNothingIsOverwritten() throws Exception {
        Path file = directory.resolve("recovery.conf");

        assertThat(run(DirectoryScripts.WRITE_NEW, file, "standby_mode = 'on'\n")
                        .exitedZero())
                .isTrue();
        assertThat(file).hasContent("standby_mode = 'on'\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        assertThat(run(DirectoryScripts.WRITE_NEW, file, "other\n").exitedZero())
                .isFalse();
        assertThat(file).hasContent("standby_mode = 'on'\n");
    }

    @Test
    void nothingIsWrittenThroughALink() throws Exception {
        Path target = Files.writeString(temporary.resolve("target"), "theirs\n");
        Path link = Files.createSymbolicLink(directory.resolve("recovery.conf"), target);

        assertThat(run(DirectoryScripts.WRITE_NEW, link, "ours\n").exitedZero()).isFalse();
        assertThat(target).hasContent("theirs\n");
    }

    @Test
    void textIsAddedToAFileThatIsThereAndToNoOther() throws Exception {
        Path file = Files.writeString(directory.resolve("pg_hba.conf"), "local all all trust");

        assertThat(run(DirectoryScripts.APPEND, file, "\nhost replication gpadmin 10.0.0.11/32 trust\n")
                        .exitedZero())
                .isTrue();
        assertThat(file).hasContent("local all all trust\nhost replication gpadmin 10.0.0.11/32 trust\n");

        CommandResult none = run(DirectoryScripts.APPEND, directory.resolve("none"), "x\n");
        assertThat(none.exitedZero()).isFalse();
        assertThat(none.stderr()).contains("no file");
        assertThat(directory.resolve("none")).doesNotExist();
    }

    private DirectorySurvey survey(Path at) throws InterruptedException {
        List<String> argv = script(DirectoryScripts.SURVEY, at);
        argv.addAll(List.of("global/pg_control", "recovery.done", "backup_label"));
        return DirectorySurvey.parse(
                MDW, local.execute(MDW, Command.builder(argv).build()));
    }

    private CommandResult run(String script, Path path, String input) throws InterruptedException {
        return local.execute(
                MDW, Command.builder(script(script, path)).stdin(input).build());
    }

    private List<String> script(String script, Path path) {
        List<String> argv = new ArrayList<>(shell.equals("busybox") ? List.of("busybox", "sh") : List.of(shell));
        argv.addAll(List.of("-c", script, "gp-failover", path.toString()));
        return argv;
    }
}
