package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;

/** The arguments of psql that were recorded or agreed on. */
final class PsqlOptions {

    /** The host that was named, or the directory of its socket; empty for the socket in the usual directory. */
    String host = "";
    /** The address that was named instead of the host's. */
    String address = "";
    /** The service that was named. */
    String service = "";
    /** The port; 0 if none was named. */
    int port;
    /** Only the last -c is run by 9.4 (23); null reads from standard input. */
    String lastCommand;
    /** Whether an error ends the script, with exit status 3. */
    boolean stopOnError;
    /** Whether PGOPTIONS asks for a utility session. */
    boolean utility;
    /** Whether command tags are left out. */
    boolean quiet;

    /** Whether it logs in as a standby's receiver does. */
    boolean replication;
    /** The user that a connection string names. */
    String user = "gpadmin";

    private boolean unaligned;
    private boolean tuplesOnly;
    private boolean expanded;

    static PsqlOptions read(Call call) {
        PsqlOptions options = new PsqlOptions();
        String port = call.variable("PGPORT");
        options.host = call.variable("PGHOST");
        options.address = call.variable("PGHOSTADDR");
        options.service = call.variable("PGSERVICE");
        for (int i = 1; i < call.words.size(); i++) {
            String word = call.words.get(i);
            switch (word) {
                case "-U" -> i++;
                case "-d" -> options.connection(call.words.get(++i));
                case "-v" -> options.stopOnError |= call.words.get(++i).equals("ON_ERROR_STOP=1");
                case "-h" -> options.host = call.words.get(++i);
                case "-p" -> port = call.words.get(++i);
                case "-c" -> options.lastCommand = call.words.get(++i);
                default -> {
                    if (!word.startsWith("-") && word.contains("=")) {
                        options.connection(word);
                        continue;
                    }
                    if (!options.letters(word)) {
                        throw call.unknown("argument " + word);
                    }
                    if (word.endsWith("c")) {
                        options.lastCommand = call.words.get(++i);
                    } else if (word.endsWith("d")) {
                        i++;
                    }
                }
            }
        }
        options.port = port.isEmpty() || options.port > 0 ? options.port : Integer.parseInt(port);
        String session = call.variable("PGOPTIONS");
        options.utility = session.contains("gp_session_role=utility") || session.contains("gp_role=utility");
        return options;
    }

    /** Says whether it asks for a socket, and not for a host. */
    boolean socket() {
        return address.isEmpty() && (host.isEmpty() || host.startsWith("/"));
    }

    /** Where it searches for the socket. */
    String socketDirectory() {
        return host.isEmpty() ? "/tmp" : host;
    }

    ResultText format() {
        return new ResultText(!unaligned, tuplesOnly, expanded);
    }

    boolean bare() {
        return unaligned && tuplesOnly && !expanded;
    }

    /** A name, or a connection string without quotes. */
    void connection(String database) {
        for (String word : database.contains("=") ? database.strip().split(" +", -1) : new String[0]) {
            String value = word.substring(word.indexOf('=') + 1);
            switch (word.substring(0, word.indexOf('='))) {
                case "host" -> host = value;
                case "port" -> port = Integer.parseInt(value);
                case "user" -> user = value;
                case "replication" -> replication = value.equals("true");
                default -> {}
            }
        }
    }

    private boolean letters(String word) {
        if (word.length() < 2 || word.charAt(0) != '-') {
            return false;
        }
        for (int i = 1; i < word.length(); i++) {
            boolean last = i == word.length() - 1 && i > 1;
            switch (word.charAt(i)) {
                case 'X' -> {}
                case 'A' -> unaligned = true;
                case 't' -> tuplesOnly = true;
                case 'x' -> expanded = true;
                case 'q' -> quiet = true;
                default -> {
                    if (!last || "cd".indexOf(word.charAt(i)) < 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
