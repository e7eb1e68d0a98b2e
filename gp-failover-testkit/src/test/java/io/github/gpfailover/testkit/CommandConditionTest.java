package io.github.gpfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SimulatedClusterExtension.class)
class CommandConditionTest {

    private static final CommandResult OFF = CommandResult.of(0, "off\n", "", Duration.ofMillis(20));

    private static CommandResult stop(SimulatedCluster cluster) {
        return Commands.run(cluster, "smdw", "pg_ctl", "stop", "-m", "fast", "-D", Commands.DIRECTORY);
    }

    private static CommandResult ask(SimulatedCluster cluster, String host) {
        return Commands.sql(cluster, host, "select 1;");
    }

    private static Reason failure(Runnable what) {
        try {
            what.run();
        } catch (TransportException e) {
            return e.reason();
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void happensRightBeforeOnceAndOnThatHostOnly(SimulatedCluster cluster) {
        List<String> happened = new ArrayList<>();
        CommandHook hook = cluster.when("psql")
                .on("mdw")
                .before(() -> happened.add(cluster.truth().timeline()));

        ask(cluster, "smdw");
        ask(cluster, "mdw");
        ask(cluster, "mdw");

        assertThat(happened)
                .singleElement()
                .satisfies(t -> assertThat(t).contains(" smdw: ").doesNotContain(" mdw: "));
        assertThat(hook.struck()).isEqualTo(1);
    }

    @Test
    void happensAfterTheEffectAndBeforeItIsHeardOf(SimulatedCluster cluster) {
        List<Boolean> served = new ArrayList<>();
        cluster.when("pg_ctl stop")
                .on("smdw")
                .after(() -> served.add(cluster.truth().standbyInSync()));

        assertThat(stop(cluster).exitedZero()).isTrue();
        assertThat(served).containsExactly(false);
    }

    @Test
    void happensWhileItRuns(SimulatedCluster cluster) {
        cluster.when("pg_ctl stop").during(Duration.ofMillis(5), () -> cluster.powerOff("smdw"));

        assertThat(failure(() -> stop(cluster))).isEqualTo(Reason.LOST);
    }

    @Test
    void losesTheReplyOfWhatTookEffect(SimulatedCluster cluster) {
        cluster.when("pg_ctl stop").on("smdw").then(CommandFault.lostAfterEffect());

        assertThat(failure(() -> stop(cluster))).isEqualTo(Reason.LOST);
        assertThat(cluster.truth().standbyInSync()).isFalse();
    }

    @Test
    void strikesAtTheNthOrSeveralOrAll(SimulatedCluster cluster) {
        CommandHook second = cluster.when("psql").nth(2).instead(OFF);
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            said.add(ask(cluster, "mdw").stdout().strip());
        }
        CommandHook two = cluster.when("psql").times(2).instead(OFF);
        for (int i = 0; i < 3; i++) {
            said.add(ask(cluster, "mdw").stdout().strip());
        }
        CommandHook all = cluster.when("psql").nth(2).always().instead(OFF);
        for (int i = 0; i < 3; i++) {
            said.add(ask(cluster, "mdw").stdout().strip());
        }
        all.lift();
        said.add(ask(cluster, "mdw").stdout().strip());

        assertThat(said).containsExactly("1", "off", "1", "1", "off", "off", "1", "1", "off", "off", "1");
        assertThat(List.of(second.struck(), two.struck(), all.struck())).containsExactly(1, 2, 2);
    }

    @Test
    void changesAnAnswer(SimulatedCluster cluster) {
        cluster.when("psql").answering(r -> CommandResult.of(3, r.stdout() + "2\n", "", r.elapsed()));

        assertThat(ask(cluster, "mdw").stdout()).isEqualTo("1\n2\n");
    }

    @Test
    void tellsCommandsThatChangeSomethingFromQuestions(SimulatedCluster cluster) throws InterruptedException {
        CommandHook changing = cluster.when("true").mutating().always().instead(OFF);
        CommandHook asking = cluster.when("true").asking().always().instead(OFF);

        cluster.execute(HostName.of("mdw"), Command.of("true"));
        cluster.execute(
                HostName.of("mdw"), Command.builder(List.of("true")).mutating().build());
        cluster.execute(HostName.of("mdw"), Command.of("true"));

        assertThat(changing.struck()).isEqualTo(1);
        assertThat(asking.struck()).isEqualTo(2);
    }

    @Test
    void answersAProgramThatTheModelDoesNotHave() throws InterruptedException {
        try (SimulatedCluster cluster =
                SimulatedCluster.builder().spareHost("pdu").build()) {
            Command outlet = Command.builder(List.of("outlet", "off", "mdw"))
                    .mutating()
                    .timeout(Duration.ofSeconds(1))
                    .build();
            HostName pdu = HostName.of("pdu");
            assertThatThrownBy(() -> cluster.execute(pdu, outlet)).isInstanceOf(UnknownCommandException.class);
            cluster.when("outlet").on("pdu").always().instead((host, command) -> {
                cluster.powerOff(command.argv().get(2));
                return OFF;
            });
            long began = cluster.clock().nanoTime();

            assertThat(cluster.execute(pdu, outlet).stdout()).isEqualTo("off\n");

            assertThat(cluster.truth().poweredHosts()).doesNotContain(HostName.of("mdw"));
            assertThat(cluster.clock().nanoTime() - began)
                    .isEqualTo(Duration.ofMillis(20).toNanos());
            // The rule is on the host: it answers no more than the host does.
            cluster.cut("controller", "pdu");
            assertThat(failure(() -> execute(cluster, pdu, outlet))).isEqualTo(Reason.NO_ANSWER);
        }
    }

    @Test
    void aRuleThatTakesLongerThanTheCommandMayEndsInATimeOut(SimulatedCluster cluster) {
        Command command = Command.builder(List.of("outlet"))
                .timeout(Duration.ofSeconds(1))
                .build();
        cluster.when("outlet").instead(CommandResult.of(0, "", "", Duration.ofMinutes(1)));

        assertThat(failure(() -> execute(cluster, HostName.of("mdw"), command))).isEqualTo(Reason.TIMEOUT);
    }

    @Test
    void aRuleMayAskTheTrueProgram(SimulatedCluster cluster) {
        cluster.when("psql").always().instead((host, command) -> {
            CommandResult result = cluster.execute(host, command);
            return CommandResult.of(0, "so: " + result.stdout(), "", Duration.ZERO);
        });

        assertThat(ask(cluster, "mdw").stdout()).isEqualTo("so: 1\n");
    }

    @Test
    void saysWhatItIs(SimulatedCluster cluster) {
        assertThat(cluster.when("psql").on("mdw", "smdw").nth(2).then(CommandFault.hang()))
                .hasToString("when psql on mdw or smdw, number 2: hang");
        assertThatThrownBy(() -> cluster.when(" ")).hasMessageContaining("words was blank");
        assertThat(cluster.truth().commands()).isEmpty();
        ask(cluster, "smdw");
        assertThat(cluster.truth().commands())
                .singleElement()
                .satisfies(c -> assertThat(c.toString()).startsWith("smdw: psql"));
    }

    private static void execute(SimulatedCluster cluster, HostName host, Command command) {
        try {
            cluster.execute(host, command);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
