package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.ShellWords;
import java.util.List;
import java.util.StringJoiner;

/**
 * The line of text that runs a command in the login's shell. It exists because an SSH server takes no argument list, and it is the only
 * place where such a line is made.
 *
 * <p>The line first prints a mark of random digits on both outputs, with the shell's pid on standard output. What comes before a
 * mark was printed by the login's start-up files and is not the command's. As {@code exec} keeps the pid, and an SSH server makes
 * each command the leader of a session, the pid is also that of the group that a time-out ends. If the program can't be started the
 * shell lives on, and its trap prints the mark with the status on standard error: so "no such program" is distinguished from a program that
 * ends with 127. {@code execfail} is what bash needs for that; other shells don't know it and need nothing. What comes before the first mark
 * undoes what a start-up file may have left: options such as {@code -x} and {@code -e}, and another directory than the login's home.
 */
public final class RemoteScript {

    // A process that has ended, and waits for somebody to ask how, still takes signals: "Z" is not alive.
    private static final String ENDING = "exec >/dev/null 2>&1;p=%d;"
            + "alive(){ ps -e -o pid= -o pgid= -o stat=|(while read i g s;do case $i:$g:$s in *:Z*);;$p:*|*:$p:*)exit 0;;esac;done;"
            + "exit 1);};"
            + "send(){ kill -s $1 -- -$p||kill -s $1 $p;};"
            + "wait_for_end(){ n=0;while alive;do [ $n -lt $1 ]||return 1;sleep 0.1;n=$((n+1));done;};"
            + "ps -p $$||{ send TERM;sleep 2;send KILL;exit 2;};"
            + "alive||exit 0;send TERM;wait_for_end 20||{ send KILL;wait_for_end 10;}";

    // Perl reads these before the first line of a script; the commands of a worker must have them as the login set
    // them.
    private static final List<String> PERL =
            List.of("PERL5OPT", "PERL5LIB", "PERLLIB", "PERLIO", "PERL_UNICODE", "PERL_BADLANG");

    private RemoteScript() {}

    /**
     * Gives the text that runs a command.
     *
     * @param command the command
     * @param mark letters and digits that no output holds by chance
     * @return one line for a POSIX shell
     */
    public static String running(Command command, String mark) {
        StringBuilder text = new StringBuilder(256);
        text.append("{ set +aeux;cd;} >/dev/null 2>&1;echo ")
                .append(mark)
                .append(" $$;echo ")
                .append(mark)
                .append(" >&2;trap 'echo ");
        text.append(mark).append(" $?>&2' 0;shopt -s execfail 2>/dev/null;");
        if (!command.environment().isEmpty()) {
            StringJoiner variables = new StringJoiner(" ", "export ", "&&");
            command.environment().forEach((name, value) -> variables.add(name + '=' + ShellWords.quote(value)));
            text.append(variables);
        }
        return text.append("exec ")
                .append(ShellWords.join(command.argv()))
                .append(";exit $?")
                .toString();
    }

    /**
     * Gives the text that starts a worker, which runs commands one after the other.
     *
     * @param mark hexadecimal digits that no output holds by chance
     * @return one line for a POSIX shell
     */
    public static String working(String mark) {
        StringBuilder text = new StringBuilder(4096);
        text.append("{ set +aeux;cd;} >/dev/null 2>&1;set --;");
        for (String name : PERL) {
            text.append("[ -z \"${%1$s+x}\" ]||set -- \"$@\" \"%1$s=$%1$s\";".formatted(name));
        }
        return text.append("unset ")
                .append(String.join(" ", PERL))
                .append(";PERL_BADLANG=0;export PERL_BADLANG;exec perl -e ")
                .append(ShellWords.quote(WorkerScript.TEXT))
                .append(' ')
                .append(mark)
                .append(" \"$@\"")
                .toString();
    }

    /**
     * Gives the text that ends a process group: asks it to end, and kills it if it stands two seconds later. It exits with 0 only if
     * no process of the group is left.
     *
     * @param pid the group's leader
     * @return one line for a POSIX shell
     */
    public static String ending(long pid) {
        return ENDING.formatted(pid);
    }
}
