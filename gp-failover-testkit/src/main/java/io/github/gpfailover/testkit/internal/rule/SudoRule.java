package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import java.util.List;

/**
 * {@code sudo -n PROGRAM ARGUMENT...} for the programs that need root here. Where the login may not, it says what sudo says that
 * would have to ask for a password; no recording has it.
 */
final class SudoRule implements Rule {

    private static final List<String> PROGRAMS = List.of("ip", "ss", "true");

    private final Rules rules;

    SudoRule(Rules rules) {
        this.rules = rules;
    }

    @Override
    public void run(Call call) {
        if (call.words.size() < 3 || !call.words.get(1).equals("-n") || !PROGRAMS.contains(call.words.get(2))) {
            throw call.unknown("only sudo -n with one of " + PROGRAMS + " is known");
        }
        if (!call.host.mayRoot && !call.host.isRoot) {
            call.err.append("sudo: a password is required\n");
            call.exit = 1;
            call.takes(20);
            return;
        }
        call.asRoot(call.words.subList(2, call.words.size()));
        rules.onPath(call.words.get(0)).run(call);
    }
}
