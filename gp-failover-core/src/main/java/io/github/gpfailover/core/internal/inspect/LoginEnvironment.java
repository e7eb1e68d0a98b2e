package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the login of a host brings into each command. It exists to be reported: nothing of it is used.
 *
 * @param variables the variables that would choose a server, and their values
 * @param programs where the programs of administration are
 * @param socket where the server's socket is; empty if that can't be determined, or it has none
 * @param prints the first line that the login's start-up file prints; empty if it prints nothing
 * @param complains the first line that each program prints on its standard error; empty if there is none
 * @param startUp how long a command takes that does nothing
 * @param told whether all of it could be asked
 */
public record LoginEnvironment(
        Map<String, String> variables,
        List<String> programs,
        Optional<String> socket,
        String prints,
        String complains,
        Duration startUp,
        boolean told) {

    private static final String VARIABLE = "variable=";
    private static final String PROGRAM = "program=";
    private static final String SOCKET = "socket=";

    /** Copies the parts. */
    public LoginEnvironment {
        variables = Map.copyOf(variables);
        programs = List.copyOf(programs);
    }

    /** What is known of a login that could not be asked. */
    static LoginEnvironment untold() {
        return new LoginEnvironment(Map.of(), List.of(), Optional.empty(), "", "", Duration.ZERO, false);
    }

    /** Reads the survey, what a shell printed that does nothing, and what a program came to that does nothing. */
    static LoginEnvironment read(CommandResult survey, CommandResult shell, CommandResult nothing) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> programs = new ArrayList<>();
        Optional<String> socket = Optional.empty();
        boolean told = false;
        for (String line : survey.stdout().lines().toList()) {
            int equals = line.indexOf('=', VARIABLE.length());
            if (line.startsWith(VARIABLE) && equals > 0) {
                variables.put(line.substring(VARIABLE.length(), equals), line.substring(equals + 1));
            } else if (line.startsWith(PROGRAM)) {
                programs.add(line.substring(PROGRAM.length()));
            } else if (line.startsWith(SOCKET)) {
                socket = Optional.of(line.substring(SOCKET.length())).filter(s -> s.startsWith("/"));
            }
            told |= line.equals("end=");
        }
        return new LoginEnvironment(
                variables, programs, socket, first(shell.stdout()), first(nothing.stderr()), nothing.elapsed(), told);
    }

    private static String first(String text) {
        return text.lines().filter(l -> !l.isBlank()).findFirst().orElse("").strip();
    }
}
