package io.github.gpfailover.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The fixed scripts that stand round a program, and the order of their parameters. It exists because the login of a host sets what it
 * likes: whatever is wrapped has its own variables, and no others that would choose its server.
 */
public final class CommandWrappers {

    /**
     * Sources its {@code $0} and becomes the program. Parameters: {@code -s DIRECTORY HOST} where the program's session is with the
     * server of that data directory, the names of the command's own variables, {@code --}, the program.
     *
     * <p>The own variables are kept before the script is sourced, and set after it. What the script prints is dropped, its exit status
     * means nothing, and the options, parameters and directory that it changes are set back. Variables that choose a server or say how
     * it is asked are taken from the environment, read-only ones too; one of the command's own that the script has made read-only ends
     * it. The socket's directory is the fifth line of {@code postmaster.pid}; an empty or relative one is no directory for libpq.
     */
    public static final String SOURCING = "gpf=() gpf_d= gpf_h= gpf_w=$PWD;"
            + "if [ \"$1\" = -s ];then gpf_d=$2 gpf_h=$3;shift 3;fi;"
            + "while [ \"$1\" != -- ];do gpf+=(\"$1=${!1}\");shift;done;shift;gpf_run=(\"$@\");"
            + "[ -r \"$0\" ]||{ . \"$0\";exit 1;};"
            + "{ . \"$0\"||:;set +aeux;cd \"$gpf_w\";} >/dev/null 2>&1;"
            + "export -n ${!PG@} ${!PSQL@} MASTER_DATA_DIRECTORY COORDINATOR_DATA_DIRECTORY BASH_ENV ENV SHELLOPTS;"
            + "if [ -n \"$gpf_d\" ]&&[ -r \"$gpf_d/postmaster.pid\" ];then "
            + "for gpf_i in 1 2 3 4 5;do gpf_s=;IFS= read -r gpf_s;done <\"$gpf_d/postmaster.pid\";"
            + "case $gpf_s in /*);;*)gpf_s=$gpf_h;;esac;gpf+=(\"PGHOST=$gpf_s\");fi;"
            + "[ ${#gpf[@]} = 0 ]||export \"${gpf[@]}\"||exit 1;exec \"${gpf_run[@]}\"";

    /** Becomes its parameters, and finds them in the directories of administration too, which a login by ssh has not on its path. */
    public static final String SYSTEM_PATH = "PATH=\"$PATH:/usr/sbin:/sbin\";export PATH;exec \"$@\"";

    private static final List<String> SOURCING_SHELL = List.of("bash", "--norc", "-p", "-c", SOURCING);
    private static final List<String> SYSTEM_SHELL = List.of("sh", "-c", SYSTEM_PATH, "gp-failover");
    private static final String SESSION = "-s";
    private static final String END = "--";

    /**
     * What stands in an argument list.
     *
     * @param script the script to be sourced
     * @param session the data directory and the host of the server that the program has its session with; empty if none was named
     * @param systemProgram whether the directories of administration are searched too
     * @param program the program and its arguments
     */
    public record Unwrapped(
            Optional<String> script, List<String> session, boolean systemProgram, List<String> program) {

        /**
         * Copies the lists.
         *
         * @param script the script to be sourced
         * @param session the data directory and the host of the server that the program has its session with; empty if none was named
         * @param systemProgram whether the directories of administration are searched too
         * @param program the program and its arguments
         */
        public Unwrapped {
            session = List.copyOf(session);
            program = List.copyOf(program);
        }
    }

    private CommandWrappers() {}

    /**
     * Wraps a program that needs a script to be sourced. Bash reads no file for it: under ssh it would read the login's start-up file
     * a second time, without {@code --norc}; and a file that {@code BASH_ENV} names, without {@code -p}.
     *
     * @param script the script
     * @param session data directory and host of its server, or nothing
     * @param variables the names of the command's own variables
     * @param program the program and its arguments
     * @return the argument list
     */
    public static List<String> sourcing(
            String script, List<String> session, Collection<String> variables, List<String> program) {
        List<String> all = new ArrayList<>(SOURCING_SHELL);
        all.add(script);
        if (!session.isEmpty()) {
            all.add(SESSION);
            all.addAll(session);
        }
        all.addAll(variables);
        all.add(END);
        all.addAll(program);
        return Collections.unmodifiableList(all);
    }

    /**
     * Wraps a program of administration.
     *
     * @param program the program and its arguments
     * @return the argument list
     */
    public static List<String> systemProgram(List<String> program) {
        List<String> all = new ArrayList<>(SYSTEM_SHELL);
        all.addAll(program);
        return Collections.unmodifiableList(all);
    }

    /**
     * Reads an argument list back.
     *
     * @param argv the argument list
     * @return what was wrapped; the list itself as the program where nothing was
     */
    public static Unwrapped read(List<String> argv) {
        int shell = SYSTEM_SHELL.size();
        if (argv.size() > shell && argv.subList(0, shell).equals(SYSTEM_SHELL)) {
            return new Unwrapped(Optional.empty(), List.of(), true, argv.subList(shell, argv.size()));
        }
        shell = SOURCING_SHELL.size();
        if (argv.size() > shell && argv.subList(0, shell).equals(SOURCING_SHELL)) {
            List<String> rest = argv.subList(shell + 1, argv.size());
            boolean named = rest.size() > 2 && rest.get(0).equals(SESSION);
            int end = rest.indexOf(END);
            if (end >= 0 && end < rest.size() - 1) {
                return new Unwrapped(
                        Optional.of(argv.get(shell)),
                        named ? rest.subList(1, 3) : List.of(),
                        false,
                        rest.subList(end + 1, rest.size()));
            }
        }
        return new Unwrapped(Optional.empty(), List.of(), false, argv);
    }
}
