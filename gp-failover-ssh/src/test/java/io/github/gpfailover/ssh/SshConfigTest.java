package io.github.gpfailover.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.ssh.internal.OpenSshTools;
import io.github.gpfailover.ssh.internal.config.AgentChoice;
import io.github.gpfailover.ssh.internal.config.AlgorithmList;
import io.github.gpfailover.ssh.internal.config.HostSettings;
import io.github.gpfailover.ssh.internal.config.JumpHost;
import io.github.gpfailover.ssh.internal.config.KeySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshConfigTest {

    private static final Path HOME = Path.of("/home/gpadmin");
    private static final HostName MDW = HostName.of("mdw");
    private static final Map<String, List<String>> KNOWN = new ConcurrentHashMap<>();

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
                Optional.empty(),
                KeySettings.none());

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
                "IdentitiesOnly maybe|yes or no is expected",
                "IdentityAgent|has 0 values",
                "Ciphers a b|has 2 values",
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

    @Test
    void readsKeysAndAlgorithmsAsOpenSshDoesWhateverTheyAreMadeOf() throws Exception {
        Random random = new Random(20261130);
        Map<String, String> usual = openSsh("");
        int said = 0;
        for (int i = 0; i < 60; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                text.append(keyLine(random)).append('\n');
            }
            String shown = text.toString();
            KeySettings ours = read(shown).settingsFor(MDW).keys();
            Map<String, String> theirs = openSsh(shown);

            assertThat(ours.identitiesOnly().isPresent() ? "yes" : "no")
                    .as(shown)
                    .isEqualTo(theirs.get("identitiesonly"));
            assertThat(ours.agent()
                            .map(a -> a.socket().map(Path::toString).orElse(a.usual() ? "SSH_AUTH_SOCK" : "none"))
                            .orElse("unsaid"))
                    .as(shown)
                    .isEqualTo(theirs.getOrDefault("identityagent", "unsaid"));
            for (AlgorithmList list : AlgorithmList.values()) {
                String keyword = list.keyword().toLowerCase(Locale.ROOT);
                // With the defaults of the ssh that is installed here: they differ from version to version.
                List<String> defaults = names(usual.get(keyword));
                List<String> known = known(list);
                assertThat(ours.of(list)
                                .map(c -> String.join(",", AlgorithmList.names(c.value(), defaults, known)))
                                .orElse(usual.get(keyword)))
                        .as(list + "\n" + shown)
                        .isEqualTo(theirs.get(keyword));
                said += ours.of(list).isPresent() ? 1 : 0;
            }
        }
        assertThat(said).as("lists that were set").isGreaterThan(50);
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    /** What the ssh that is installed here knows, in its order. */
    private static List<String> known(AlgorithmList list) throws IOException, InterruptedException {
        String query = list == AlgorithmList.PUBLIC_KEY || list == AlgorithmList.HOST_KEY ? "key-sig" : list.keyword();
        List<String> all = KNOWN.get(query);
        if (all == null) {
            all = OpenSshTools.run("ssh", "-Q", query).output().lines().toList();
            KNOWN.put(query, all);
        }
        return all;
    }

    private static String keyLine(Random random) {
        List<String> heads = List.of("Host mdw", "Host *", "Host smdw", "Match host mdw", "Match user nobody");
        List<String> agents = List.of("none", "SSH_AUTH_SOCK", "/run/agent", "\"/a b/%h_%n\"", "${HOME}/%%x");
        List<String> keys = List.of(
                "ssh-rsa",
                "ssh-*",
                "rsa-sha2-*",
                "ecdsa-sha2-nistp???",
                "ssh-ed25519",
                "*cert-v01@openssh.com",
                "ssh-dss*");
        List<String> exchanges = List.of(
                "curve25519-sha256", "diffie-hellman-group14-sha1", "ecdh-sha2-nistp256", "diffie-hellman-group1-sha1");
        List<String> ciphers = List.of("aes128-cbc", "aes256-ctr", "3des-cbc", "aes128-gcm@openssh.com");
        List<String> macs = List.of("hmac-sha1", "hmac-sha2-256", "hmac-md5", "umac-64@openssh.com");
        return switch (random.nextInt(9)) {
            case 0, 1 -> heads.get(random.nextInt(heads.size()));
            case 2 -> " IdentitiesOnly " + List.of("yes", "no", "TRUE", "False").get(random.nextInt(4));
            case 3 -> " identityagent=" + agents.get(random.nextInt(agents.size()));
            case 4 -> " HostKeyAlgorithms " + list(random, keys);
            case 5 -> " PubkeyAccepted" + (random.nextBoolean() ? "KeyTypes " : "Algorithms ") + list(random, keys);
            case 6 -> " KexAlgorithms " + list(random, exchanges);
            case 7 -> " Ciphers " + list(random, ciphers);
            default -> " MACs " + list(random, macs);
        };
    }

    private static String list(Random random, List<String> names) {
        String sign = List.of("", "+", "-", "^").get(random.nextInt(4));
        List<String> some = new ArrayList<>(names);
        Collections.shuffle(some, random);
        return sign + String.join(",", some.subList(0, 1 + random.nextInt(3)));
    }

    @Test
    void aNameThatNobodyKnowsIsLeftOutAndTold() throws IOException {
        SshConfig config = read("Ciphers aes256-ctr,rot13\nHostKeyAlgorithms -rot13\nMACs rot13\n");

        assertThat(config.ignored())
                .extracting(SshConfig.Ignored::toString)
                .containsExactly(
                        directory.resolve("config")
                                + ":1: Ciphers is ignored: not known here: 'rot13'; the others hold",
                        directory.resolve("config") + ":3: MACs is ignored: not known here: 'rot13'; the others hold");
        KeySettings keys = config.settingsFor(MDW).keys();
        assertThat(keys.of(AlgorithmList.CIPHER).orElseThrow().names()).containsExactly("aes256-ctr");
        assertThat(keys.of(AlgorithmList.MAC).orElseThrow().names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "IdentityAgent ${NOBODY_SETS_THIS}/s,the variable NOBODY_SETS_THIS is not set",
        "IdentityAgent /run/%C,write the whole path",
        "IdentityAgent ~other/s,write the whole path"
    })
    void anAgentThatCanNotBeFollowedIsToldWithItsLine(String line, String why) throws IOException {
        AgentChoice agent =
                read("\n" + line + "\n").settingsFor(MDW).keys().agent().orElseThrow();

        assertThat(agent.socket()).isEmpty();
        assertThat(agent.usual()).isFalse();
        assertThat(agent.fault()).hasValueSatisfying(f -> assertThat(f).contains(why));
        assertThat(agent).hasToString("IdentityAgent (" + directory.resolve("config") + ":2)");
    }

    @Test
    void anAgentOfAVariableThatIsNotSetIsNone() throws IOException {
        AgentChoice agent = read("IdentityAgent $NOBODY_SETS_THIS\n")
                .settingsFor(MDW)
                .keys()
                .agent()
                .orElseThrow();

        assertThat(agent.socket()).isEmpty();
        assertThat(agent.fault()).isEmpty();
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
                CertificateFile ~/.ssh/id-cert.pub
                RequiredRSASize 2048
                CanonicalizeHostname yes
                AddressFamily inet6
                SomethingNew 1
                RevokedHostKeys none
                """).ignored();

        assertThat(ignored).hasSize(5).allSatisfy(i -> assertThat(i.why()).startsWith("not supported here"));
        assertThat(ignored.get(3).why()).contains("HostName");
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
