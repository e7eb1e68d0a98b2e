package io.github.gpfailover.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract's tests of environment variables. They exist because the utilities choose the cluster by them: one that is missing or left
 * over means another cluster.
 */
abstract class EnvironmentTests extends TransportTests {

    private static final String NAME = "GP_FAILOVER_CONTRACT";

    EnvironmentTests(CommandTransportContract contract) {
        super(contract);
    }

    @Test
    @DisplayName("a variable reaches the program byte for byte, whatever character of ASCII but NUL it holds")
    void values() throws InterruptedException {
        StringBuilder all = new StringBuilder();
        for (char c = 1; c < 128; c++) {
            all.append(c);
        }
        for (String value : List.of(all.toString(), "", " ", "$(false)", "a'b\"c\\d`e`$HOME*", "\n\n", "-n", "a=b")) {
            CommandResult seen = run(Command.builder(List.of("printenv", NAME))
                    .variable(NAME, value)
                    .build());

            assertThat(seen.exitCode()).as("the variable is set").hasValue(0);
            assertThat(seen.stdout()).isEqualTo(value + "\n");
        }
    }

    @Test
    @DisplayName("all variables of a command reach the program")
    void severalVariables() throws InterruptedException {
        Map<String, String> values = Map.of("PGPORT", "5432", "MASTER_DATA_DIRECTORY", "/data/a b", "_X1", "");
        for (Map.Entry<String, String> expected : values.entrySet()) {
            Command.Builder command = Command.builder(List.of("printenv", expected.getKey()));
            values.forEach(command::variable);

            assertThat(run(command.build()).stdout()).isEqualTo(expected.getValue() + "\n");
        }
    }

    @Test
    @DisplayName("a variable is added to the user's environment, and takes nothing from it")
    void addedToTheEnvironment() throws InterruptedException {
        String before = run("printenv", "PATH").stdout();

        String with = run(Command.builder(List.of("printenv", "PATH"))
                        .variable(NAME, "x")
                        .build())
                .stdout();

        assertThat(with).isEqualTo(before).isNotBlank();
    }

    @Test
    @DisplayName("a variable replaces one of the user's environment")
    void replacesAVariable() throws InterruptedException {
        assertThat(run(Command.builder(List.of("printenv", "HOME"))
                                .variable("HOME", "/else where")
                                .build())
                        .stdout())
                .isEqualTo("/else where\n");
    }

    @Test
    @DisplayName("a variable of one command is not seen by the next")
    void doesNotLeak() throws InterruptedException {
        run(Command.builder(List.of("true")).variable(NAME, "left over").build());

        CommandResult next = run("printenv", NAME);

        assertThat(next.exitCode()).hasValue(1);
        assertThat(next.stdout()).isEmpty();
    }

    @Test
    @DisplayName("a command starts in the home directory")
    void startsAtHome() throws InterruptedException {
        assertThat(run("pwd", "-P").stdout()).isEqualTo(contract.homeDirectory() + "\n");
    }

    @Test
    @DisplayName("an environment script is sourced before the program runs, and the arguments still reach it as given")
    void sourcesAScript() throws InterruptedException {
        needsShell();
        String directory = makeDirectory();
        try {
            String script = directory + "/an environment's script.sh";
            writeFile(script, "export " + NAME + "='from the script'\n");

            CommandResult result = run(Command.builder(
                            List.of("sh", "-c", "printf '%s|%s' \"$" + NAME + "\" \"$1\"", "sh", "an 'argument' $HOME"))
                    .sourcing(script)
                    .build());

            assertThat(result.stdout()).isEqualTo("from the script|an 'argument' $HOME");
        } finally {
            removeDirectory(directory);
        }
    }
}
