package io.github.gpfailover.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.internal.route.Hop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {

    private static final HostName MDW = HostName.of("mdw");
    private static final HostName BASTION = HostName.of("bastion");

    @TempDir
    private Path directory;

    @Test
    void reachesAHostByItsNameWhereNothingIsSaid() {
        Hop hop = routes(SshConfig.none(), Map.of(), Optional.empty()).to(MDW).target();

        assertThat(hop.endpoint()).isEqualTo(SshEndpoint.of("mdw", System.getProperty("user.name")));
        assertThat(hop.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void takesFromTheSettingsFileWhatTheCallerDoesNotSay() throws IOException {
        SshConfig config = config("""
                Host mdw
                  HostName 10.0.0.11
                  Port 2222
                  User gpadmin
                  ConnectTimeout 3
                  IdentityFile /keys/mdw
                """);

        Hop hop = routes(config, Map.of(), Optional.empty()).to(MDW).target();

        assertThat(hop).hasToString("gpadmin@10.0.0.11:2222");
        assertThat(hop.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(hop.identityFiles()).containsExactly(Path.of("/keys/mdw"));
    }

    @Test
    void theCallerOutweighsTheSettingsFile() throws IOException {
        SshConfig config = config("Host *\n Port 2222\n User nobody\n ConnectTimeout 3\n");
        SshEndpoint endpoint = SshEndpoint.of("bastion", "jump").withPort(22);

        Routes routes = new Routes(
                config,
                Map.of(BASTION, endpoint),
                Map.of(),
                Optional.of("gpadmin"),
                Optional.of(Duration.ofSeconds(9)));

        assertThat(routes.to(MDW).target()).hasToString("gpadmin@mdw:2222");
        assertThat(routes.to(MDW).target().connectTimeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(routes.to(BASTION).target().endpoint()).isEqualTo(endpoint);
    }

    @Test
    void goesThroughTheJumpHostsOfTheSettingsFileAndThroughTheirs() throws IOException {
        SshConfig config = config("""
                Host mdw
                  ProxyJump bob@bastion:2200,inner
                Host bastion
                  ProxyJump gate
                Host inner
                  ProxyJump ignored-because-it-is-not-the-first
                """);

        assertThat(routes(config, Map.of(), Optional.of("gpadmin")).to(MDW))
                .hasToString("gpadmin@mdw:22 through gpadmin@gate:22, then bob@bastion:2200, then gpadmin@inner:22");
    }

    @Test
    void jumpsThatTheCallerSetsReplaceThoseOfTheFile() throws IOException {
        SshConfig config = config("Host mdw\n ProxyJump elsewhere\n");

        assertThat(routes(config, Map.of(MDW, List.of(BASTION)), Optional.of("gpadmin"))
                        .to(MDW))
                .hasToString("gpadmin@mdw:22 through gpadmin@bastion:22");
    }

    @Test
    void goesThroughAHostForOneCommandWhateverElseIsSet() throws IOException {
        SshConfig config = config("Host mdw\n ProxyJump elsewhere\nHost seg1\n ProxyJump bastion\n");

        assertThat(routes(config, Map.of(), Optional.of("gpadmin")).through(HostName.of("seg1"), MDW))
                .hasToString("gpadmin@mdw:22 through gpadmin@bastion:22, then gpadmin@seg1:22");
    }

    @Test
    void refusesAWayInACircleByName() throws IOException {
        SshConfig config = config("Host *\n ProxyJump bastion\n");

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> routes(config, Map.of(), Optional.empty()).to(MDW))
                .withMessageContaining("in a circle, over [mdw, bastion] and bastion again")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION));
    }

    @Test
    void theUserOfAHostThatIsOnlyGoneThroughIsTheFilesUnlessTheJumpNamesOne() throws IOException {
        SshConfig config = config("""
                Host mdw
                  User filed
                  ProxyJump first,bob@second,third,carl@bastion
                Host first second
                  User ops
                """);
        Routes routes = new Routes(
                config,
                Map.of(BASTION, new SshEndpoint(BASTION, "10.0.0.1", 2200, "set")),
                Map.of(),
                Optional.of("gpadmin"),
                Optional.empty());

        assertThat(routes.to(MDW))
                .hasToString("gpadmin@mdw:22 through ops@first:22, then bob@second:22, then gpadmin@third:22,"
                        + " then carl@10.0.0.1:2200");
        assertThat(routes.to(HostName.of("first"))).hasToString("gpadmin@first:22");
        assertThat(routes.to(BASTION)).hasToString("set@10.0.0.1:2200");
    }

    @Test
    void aJumpThatTheCallerSetsIsLoggedInToAsTheFileSaysToo() throws IOException {
        SshConfig config = config("Host bastion\n User ops\n");

        assertThat(routes(config, Map.of(MDW, List.of(BASTION)), Optional.of("gpadmin"))
                        .to(MDW))
                .hasToString("gpadmin@mdw:22 through ops@bastion:22");
        assertThat(routes(config, Map.of(), Optional.of("gpadmin")).through(BASTION, MDW))
                .hasToString("gpadmin@mdw:22 through gpadmin@bastion:22");
    }

    @Test
    void refusesToConnectPastAProxyCommand() throws IOException {
        SshConfig config = config("Host mdw\n ProxyCommand nc %h %p\nHost *\n ProxyJump none\n");

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> routes(config, Map.of(), Optional.empty()).to(MDW))
                .withMessageContainingAll(directory.resolve("config") + ":2", "ProxyJump", "jump(...)")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION))
                .satisfies(e -> assertThat(e.host()).isEqualTo(MDW));
        assertThat(routes(config, Map.of(), Optional.of("u")).to(HostName.of("sdw1")))
                .hasToString("u@sdw1:22");
    }

    @Test
    void refusesAJumpHostThatIsBehindAProxyCommand() throws IOException {
        SshConfig config = config("Host mdw\n ProxyJump bastion\nHost bastion\n ProxyCommand nc %h %p\n");

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(() -> routes(config, Map.of(), Optional.empty()).to(MDW))
                .withMessageContainingAll("bastion is a ProxyCommand", "config:4");
    }

    @Test
    void refusesToConnectPastAProxyJumpThatCanNotBeFollowed() throws IOException {
        SshConfig config = config("Host mdw\n ProxyJump %h-gate\n");

        assertThatExceptionOfType(TransportException.class)
                .isThrownBy(
                        () -> routes(config, Map.of(), Optional.of("gpadmin")).to(MDW))
                .withMessageContainingAll("a ProxyJump with a token", "config:2");
    }

    @Test
    void aJumpThatTheCallerSetsGoesBeforeAProxyCommand() throws IOException {
        SshConfig config = config("Host mdw\n ProxyCommand nc %h %p\n");

        assertThat(routes(config, Map.of(MDW, List.of(BASTION)), Optional.of("u"))
                        .to(MDW))
                .hasToString("u@mdw:22 through u@bastion:22");
        assertThat(routes(config, Map.of(), Optional.of("u")).through(BASTION, MDW))
                .hasToString("u@mdw:22 through u@bastion:22");
    }

    @Test
    void goesThroughAnAddressOfTheNewKind() throws IOException {
        SshConfig config = config("Host mdw\n ProxyJump [fd00::11]:2200\n");

        assertThat(routes(config, Map.of(), Optional.of("gpadmin")).to(MDW))
                .hasToString("gpadmin@mdw:22 through gpadmin@[fd00::11]:2200");
    }

    private static Routes routes(SshConfig config, Map<HostName, List<HostName>> jumps, Optional<String> user) {
        return new Routes(config, Map.of(), jumps, user, Optional.empty());
    }

    private SshConfig config(String text) throws IOException {
        return SshConfig.read(Files.writeString(directory.resolve("config"), text));
    }
}
