package io.github.gpfailover.core.internal.script;

/** The fixed script that asks a login what it brings into each command. It changes nothing. */
public final class LoginScripts {

    /**
     * Prints the variables that would choose a server, without a password's value, where the programs of administration are, and where
     * the server of the data directory in {@code $1} has its socket; {@code end=} shows that nothing was cut off.
     */
    public static final String SURVEY = """
            # what the login brings into each command
            env | grep -E '^(PG[A-Z]+|PSQL[A-Z_]*|MASTER_DATA_DIRECTORY|COORDINATOR_DATA_DIRECTORY|BASH_ENV|ENV|COLUMNS)=' |
              sed -e 's/^PGPASSWORD=.*/PGPASSWORD=/' -e 's/^/variable=/'
            PATH=$PATH:/usr/sbin:/sbin
            for p in ip ss sudo; do w=$(command -v $p) && echo "program=$w"; done
            sed -n '5s/^/socket=/p' "$1/postmaster.pid" 2>/dev/null
            echo end=
            """;

    private LoginScripts() {}
}
