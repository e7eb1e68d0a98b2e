package io.github.gpfailover.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.internal.OpenSshTools;
import io.github.gpfailover.ssh.internal.config.HostSettings;
import io.github.gpfailover.ssh.internal.config.JumpHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshConfigTest {

    private static final Path HOME = Path.of("/home/gpadmin");
    private static final HostName MDW = HostName.of("mdw");

    @TempDir
    private Path directory;

    @Test
    void givesWhatHoldsForAHost() throws IOException {
        HostSettings settings = read("""
                # the cluster
                Host mdw smdw
                  HostName %h.example.org
                  Port 2222
                  User gpadmin
                  IdentityFile ~/.ssh/cluster
                  IdentityFile "/keys/of %u/%h_%r_%n_%p_%%"
                  ProxyJump ops@bastion:2200,inner
                  ConnectTimeout 7
                """).settingsFor(MDW);

        String local = System.getProperty("user.name");
        assertThat(settings.hostName()).contains("mdw.example.org");
        assertThat(settings.port()).hasValue(2222);
        assertThat(settings.user()).contains("gpadmin");
        assertThat(settings.identityFiles())
                .containsExactly(
                        HOME.resolve(".ssh/cluster"),
                        Path.of("/keys/of " + local + "/mdw.example.org_gpadmin_mdw_2222_%"));
        assertThat(settings.jumps())
                .contains(List.of(
                        new JumpHost(Optional.of("ops"), "bastion", OptionalInt.of(2200)),
                        new JumpHost(Optional.empty(), "inner", OptionalInt.empty())));
        assertThat(settings.connectTimeout()).contains(Duration.ofSeconds(7));
    }

    @Test
    void leavesOpenWhatNoLineSays() throws IOException {
        HostSettings nothing = new HostSettings(
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(read("Host smdw\n Port 1\n").settingsFor(MDW)).isEqualTo(nothing);
        assertThat(SshConfig.none().settingsFor(MDW)).isEqualTo(nothing);
        assertThat(SshConfig.none().ignored()).isEmpty();
    }

    @Test
    void takesTheFirstValueAndAllKeyFiles() throws IOException {
        HostSettings settings = read("""
                IdentityFile /first
                Host m*
                  Port 1
                  Port 2
                  IdentityFile /second
                Host *
                  Port 3
                  User late
                  ProxyJump none
                  IdentityFile /first
                  IdentityFile /third
                Host mdw
                  User later
                  ProxyJump bastion
                """).settingsFor(MDW);

        assertThat(settings.port()).hasValue(1);
        assertThat(settings.user()).contains("late");
        assertThat(settings.jumps()).contains(List.of());
        assertThat(settings.identityFiles()).containsExactly(Path.of("/first"), Path.of("/second"), Path.of("/third"));
    }

    @Test
    void usesTheGivenUserInPathsWhereTheFileNamesNone() throws IOException {
        assertThat(read("IdentityFile /k/%r").settingsFor("mdw", "gpadmin").identityFiles())
                .containsExactly(Path.of("/k/gpadmin"));
    }

    @ParameterizedTest
    @CsvSource({
        "mdw,true",
        "m?w,true",
        "m*,true",
        "*,true",
        "smdw,false",
        "mdw.example.org,false",
        "m,false",
        "smdw mdw,true",
        "* !mdw,false",
        "!mdw *,false",
        "* !smdw,true",
        "!smdw,false",
        "m.w,false",
        "MDW,false",
        "****?***w,true"
    })
    void matchesHostsAsOpenSshDoes(String patterns, boolean matches) throws Exception {
        String text = "Host " + patterns + "\n Port 2222\n";

        assertThat(read(text).settingsFor(MDW).port().isPresent()).isEqualTo(matches);
        assertThat(openSsh(text).get("port")).isEqualTo(matches ? "2222" : "22");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Port=2222",
                "port =2222",
                "PORT = 2222",
                "Port\t2222  # a comment",
                "Port \"2222\"\r",
                "  Port   2222",
                "Port 2222\nPort 1",
                "HostName 10.0.0.11",
                "HostName %h.%%x",
                "HostName fe80::1%%eth0",
                "HostName \"a\"b",
                "User \"two words\"",
                "User a\\ b",
                "User 'a\"b'",
                "User a\\\\b",
                "User a\\b",
                "User a#b",
                "ConnectTimeout 1m30s",
                "ConnectTimeout 1M",
                "ConnectTimeout 10",
                "Host x\nHost *\nUser u",
                "Match host nobody\nUser a\nHost *\nUser b",
                "#User a\n\n\n  # User b\nUser c",
            })
    void readsLinesAsOpenSshDoes(String text) throws Exception {
        HostSettings ours = read(text).settingsFor(MDW);
        Map<String, String> theirs = openSsh(text);

        assertThat(ours.hostName().orElse("mdw")).isEqualTo(theirs.get("hostname"));
        assertThat(ours.port().orElse(22)).hasToString(theirs.get("port"));
        assertThat(ours.user().orElse(System.getProperty("user.name"))).isEqualTo(theirs.get("user"));
        assertThat(ours.connectTimeout().map(t -> String.valueOf(t.toSeconds())).orElse("none"))
                .isEqualTo(theirs.get("connecttimeout"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bastion|bastion|",
                "ops@bastion|bastion|",
                "10.0.0.1:22|10.0.0.1|22",
                "[fe80::1]|fe80::1|",
                "ops@[fe80::1]:2200|fe80::1|2200",
                "ssh://bastion|bastion|",
                "ssh://ops@bastion:2200|bastion|2200",
                "a@b@bastion|bastion|"
            })
    void readsJumpHosts(String value, String host, Integer port) throws IOException {
        List<JumpHost> jumps =
                read("ProxyJump " + value).settingsFor(MDW).jumps().orElseThrow();

        assertThat(jumps).extracting(JumpHost::host).containsExactly(host);
        assertThat(jumps.get(0).port()).isEqualTo(port == null ? OptionalInt.empty() : OptionalInt.of(port));
    }

    @Test
    void tellsEveryLineThatItDidNotUse() throws IOException {
        SshConfig config = read("""
                Include other
                Host mdw
                  StrictHostKeyChecking no
                  proxyCommand nc "%h
                  Port 2222
                  IdentityFile ~other/key
                  IdentityFile /${X}/key
                  IdentityFile /%C
                  ProxyJump %h-gate
                Match host nobody
                  Port 222
                  User wrong
                Host *
                  User right
                """);

        assertThat(config.ignored())
                .extracting(i -> i.line() + " " + i.keyword())
                .containsExactly(
                        "3 StrictHostKeyChecking", "6 IdentityFile", "7 IdentityFile", "8 IdentityFile", "9 ProxyJump");
        assertThat(config.ignored().get(0))
                .hasToString(directory.resolve("config") + ":3: StrictHostKeyChecking is ignored: which hosts are"
                        + " trusted is said by the HostKeyPolicy");
        HostSettings settings = config.settingsFor(MDW);
        assertThat(settings.user()).contains("right");
        assertThat(settings.port()).hasValue(2222);
        assertThat(settings.identityFiles()).isEmpty();
        assertThat(settings.jumps()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Port 70000|1 to 65535",
                "Port 0|1 to 65535",
                "Port ssh|1 to 65535",
                "Port|has 0 values",
                "Port 1 2|has 2 values",
                "User \"\"|one is expected",
                "ConnectTimeout abc|is 'abc', but seconds are expected",
                "ConnectTimeout 5x|seconds are expected",
                "ConnectTimeout -1|seconds are expected",
                "ConnectTimeout 999999999w|at most a day",
                "User \"open|not closed",
                "Host \"open|not closed",
                "Host|names no pattern",
                "HostName %d|only [%%, %h]",
                "HostName %|token",
                "HostName -oX|host name or address",
                "HostName a;b|host name or address",
                "ProxyJump a:b|[user@]host[:port]",
                "ProxyJump fe80::1|[user@]host[:port]",
                "ProxyJump a,,b|[user@]host[:port]",
                "ProxyJump [a|[user@]host[:port]",
                "ProxyJump [a]b|[user@]host[:port]",
                "ProxyJump @a|[user@]host[:port]",
                "ProxyJump a:70000|[user@]host[:port]",
                "ProxyJump -oX|[user@]host[:port]",
                "User a\u0000b|control character",
                "RevokedHostKeys /etc/ssh/revoked|@revoked",
                "ProxyCommand|names no command",
            })
    void refusesValuesThatCantBeWithFileAndLine(String line, String expected) {
        assertThatExceptionOfType(SshConfigException.class)
                .isThrownBy(() -> read("\n# one\n" + line + "\n"))
                .satisfies(e -> assertThat(e.line()).isEqualTo(3))
                .satisfies(e -> assertThat(e.file()).isEqualTo(directory.resolve("config")))
                .satisfies(e -> assertThat(e.retryable()).isFalse())
                .withMessageStartingWith(directory.resolve("config") + ":3: ")
                .withMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ProxyCommand nc %h %p;ProxyJump bastion|command",
                "ProxyJump bastion;ProxyCommand nc %h %p|bastion",
                "ProxyCommand none;ProxyJump bastion|direct",
                "proxycommand=NONE;ProxyJump bastion|direct",
                "ProxyJump none;ProxyCommand nc %h %p|command",
                "ProxyJump none;ProxyJump bastion|direct",
                "ProxyCommand none;ProxyCommand nc %h %p|direct",
                "Host mdw;ProxyJump none;Host *;ProxyCommand nc %h %p;ProxyJump bastion|command",
                "Host mdw;ProxyCommand none;Host *;ProxyCommand nc %h %p|direct",
                "Host smdw;ProxyCommand nc %h %p;Host *;ProxyJump bastion|bastion",
                "Host m*;ProxyCommand nc %h %p;Host *;ProxyJump bastion|command",
                "Match host mdw;ProxyCommand nc %h %p;Host *;ProxyJump bastion|command",
                "Match host nobody;ProxyCommand nc %h %p;Host *;ProxyJump bastion|bastion",
            })
    void theFirstOfProxyCommandAndProxyJumpHolds(String lines, String way) throws Exception {
        String text = lines.replace(';', '\n');
        HostSettings ours = read(text).settingsFor(MDW);

        assertThat(ours.proxyCommand().isPresent()).isEqualTo(way.equals("command"));
        assertThat(ours.jumps().orElse(List.of()))
                .extracting(JumpHost::host)
                .isEqualTo(way.equals("bastion") ? List.of("bastion") : List.of());
        Map<String, String> theirs = openSsh(text);
        assertThat(theirs.getOrDefault("proxyjump", "none")).isEqualTo(way.equals("bastion") ? "bastion" : "none");
        assertThat(theirs.getOrDefault("proxycommand", "none").equals("none")).isEqualTo(!way.equals("command"));
    }

    @Test
    void aMatchThatCanNotBeToldRefusesOnlyTheHostsForWhichItWouldCount() throws Exception {
        SshConfig config = read("Host smdw\n User a\nMatch host mdw exec \"true\"\n User b\nMatch tagged x\n Port 1\n");

        assertThatExceptionOfType(SshConfigException.class)
                .isThrownBy(() -> config.settingsFor(MDW))
                .withMessageContaining("config:3: whether 'Match exec' holds can't be told here")
                .withMessageContaining("mdw may be reached in another way");
        assertThatExceptionOfType(SshConfigException.class)
                .isThrownBy(() -> config.settingsFor(HostName.of("smdw")))
                .withMessageContaining("config:5: whether 'Match tagged'");
    }

    @Test
    void filesThatIncludeEachOtherAreAnError() throws Exception {
        Path file = directory.resolve("circle");
        Files.writeString(file, "Include " + file + "\n");

        assertThatExceptionOfType(SshConfigException.class)
                .isThrownBy(() -> SshConfig.read(file, HOME))
                .withMessageContaining("circle:1: Include is nested more than 16 deep");
    }

    @Test
    void readsIncludeAndMatchAsOpenSshDoesWhateverTheyAreMadeOf() throws Exception {
        Random random = new Random(20261130);
        int differed = 0;
        for (int i = 0; i < 60; i++) {
            Path included = Files.createDirectories(directory.resolve("d" + i));
            Files.writeString(included.resolve("a.conf"), lines(random, directory.resolve("none")));
            Files.writeString(included.resolve("b.conf"), lines(random, directory.resolve("none")));
            Files.writeString(included.resolve(".hidden.conf"), "User hidden\nPort 999\n");
            String text = lines(random, included);

            HostSettings ours = read(text).settingsFor(MDW);
            Map<String, String> theirs = openSsh(text);

            String shown = text + "---\n" + Files.readString(included.resolve("a.conf")) + "---\n"
                    + Files.readString(included.resolve("b.conf"));
            assertThat(ours.hostName().orElse("mdw")).as(shown).isEqualTo(theirs.get("hostname"));
            assertThat(ours.port().orElse(22)).as(shown).hasToString(theirs.get("port"));
            assertThat(ours.user().orElse(System.getProperty("user.name")))
                    .as(shown)
                    .isEqualTo(theirs.get("user"));
            assertThat(ours.connectTimeout()
                            .map(t -> String.valueOf(t.toSeconds()))
                            .orElse("none"))
                    .as(shown)
                    .isEqualTo(theirs.get("connecttimeout"));
            differed += ours.port().isPresent() || ours.user().isPresent() ? 1 : 0;
        }
        assertThat(differed).as("files that said something of the host").isGreaterThan(20);
    }

    /** Some lines, with an include among them. */
    private static String lines(Random random, Path included) {
        List<String> heads = List.of(
                "Host mdw",
                "Host *",
                "Host smdw",
                "Host m* !mdw",
                "Host *.example.org",
                "Match all",
                "Match host mdw",
                "Match host=MDW",
                "Match host *.example.org",
                "Match originalhost mdw,smdw",
                "Match !originalhost mdw",
                "Match user gp*",
                "Match user !gp*,*",
                "Match localuser " + System.getProperty("user.name"),
                "Match host mdw user gpadmin",
                "Match final",
                "Match final host *.example.org",
                "Match !final all",
                "Match canonical");
        StringBuilder text = new StringBuilder();
        for (int n = 2 + random.nextInt(7); n > 0; n--) {
            switch (random.nextInt(6)) {
                case 0, 1 -> text.append(heads.get(random.nextInt(heads.size())));
                case 2 -> text.append(" User ").append(random.nextBoolean() ? "gpadmin" : "other");
                case 3 -> text.append(" Port ").append(1000 + random.nextInt(1000));
                case 4 -> text.append(random.nextBoolean() ? " HostName %h.example.org" : " ConnectTimeout 7");
                default ->
                    text.append(" Include ").append(included).append(random.nextBoolean() ? "/*.conf" : "/b.conf");
            }
            text.append('\n');
        }
        return text.toString();
    }

    @Test
    void tellsOfSettingsThatMatterThatTheyAreNotSupportedAndWhatToUse() throws IOException {
        List<SshConfig.Ignored> ignored = read("""
                IdentitiesOnly yes
                CertificateFile ~/.ssh/id-cert.pub
                HostKeyAlgorithms ssh-rsa
                CanonicalizeHostname yes
                AddressFamily inet6
                SomethingNew 1
                RevokedHostKeys none
                """).ignored();

        assertThat(ignored).hasSize(6).allSatisfy(i -> assertThat(i.why()).startsWith("not supported here"));
        assertThat(ignored.get(0).why()).contains("noAgent()");
        assertThat(ignored.get(4).why()).contains("HostName");
    }

    @Test
    void tellsAFileThatItCantRead() {
        assertThatExceptionOfType(SshConfigException.class)
                .isThrownBy(() -> SshConfig.read(directory.resolve("none")))
                .withMessageContaining(
                        directory.resolve("none") + ": the SSH configuration could not be read: there is no such file");
        assertThatExceptionOfType(SshConfigException.class)
                .isThrownBy(() -> SshConfig.read(directory))
                .satisfies(e -> assertThat(e.line()).isZero());
    }

    @Test
    void anyBytesGiveAConfigurationOrATypedError() throws IOException {
        Random random = new Random(44);
        String[] words = {
            "Host",
            "Match",
            "Port",
            "User",
            "HostName",
            "IdentityFile",
            "ProxyJump",
            "ProxyCommand",
            "RevokedHostKeys",
            "ConnectTimeout",
            " ",
            " ",
            "\n",
            "=",
            "\"",
            "'",
            "\\",
            "#",
            "%",
            "%h",
            "~",
            "mdw",
            "*",
            "!",
            "2222",
            "[",
            "]",
            ":",
            "@",
            ",",
            "none",
            "\u0000",
            "\u00ff",
            "\r",
            "${X}",
            "ssh://"
        };
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(words[random.nextInt(words.length)]);
            }
            try {
                assertThat(read(text.toString()).settingsFor(MDW)).isNotNull();
            } catch (SshConfigException e) {
                assertThat(e.line()).isPositive();
                assertThat(e.getMessage()).doesNotContain("\u0000");
            }
        }
        byte[] bytes = new byte[400];
        for (int i = 0; i < 500; i++) {
            random.nextBytes(bytes);
            Files.write(directory.resolve("config"), bytes);
            assertThat(SshConfig.read(directory.resolve("config"), HOME).settingsFor(MDW))
                    .isNotNull();
        }
    }

    private SshConfig read(String text) throws IOException {
        Path file = directory.resolve("config");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        return SshConfig.read(file, HOME);
    }

    /** What {@code ssh -G} makes of the same text. */
    private Map<String, String> openSsh(String text) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("for_ssh"), text);
        OpenSshTools.Result result = OpenSshTools.run("ssh", "-G", "-F", file.toString(), "mdw");
        assertThat(result.status()).as(result.output()).isZero();
        return result.output()
                .lines()
                .collect(Collectors.toMap(
                        l -> l.split(" ", 2)[0],
                        l -> l.split(" ", 2).length < 2 ? "" : l.split(" ", 2)[1],
                        (a, b) -> a));
    }
}
