package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SimHost;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Small programs that every host has, as GNU coreutils print; an option that is not known here is loud.
 *
 * <p>It exists so that a simulated host can be asked what the contract of transports asks any host.
 */
final class PlainPrograms {

    // What sshd gives a session that sources no profile.
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "HOME", "/home/gpadmin",
            "LOGNAME", "gpadmin",
            "USER", "gpadmin",
            "SHELL", "/bin/bash",
            "PATH", "/usr/local/bin:/usr/bin:/bin");

    private static final BigDecimal LONGEST_SLEEP = BigDecimal.valueOf(Integer.MAX_VALUE);

    private PlainPrograms() {}

    static Map<String, Rule> all() {
        Map<String, Rule> all = new TreeMap<>();
        all.put("printf", new PrintfRule());
        all.put("true", call -> ends(call, 0));
        all.put("false", call -> ends(call, 1));
        all.put("sleep", PlainPrograms::sleep);
        all.put("seq", PlainPrograms::seq);
        all.put("tee", PlainPrograms::tee);
        all.put("printenv", PlainPrograms::printenv);
        all.put("pwd", PlainPrograms::pwd);
        return all;
    }

    private static void ends(Call call, int exit) {
        if (call.words.size() > 1) {
            throw call.unknown("no argument of " + call.words.get(0) + " is known");
        }
        call.exit = exit;
        call.takes(20);
    }

    /** In virtual time. */
    private static void sleep(Call call) {
        if (call.words.size() != 2 || !call.words.get(1).matches("[0-9]+(\\.[0-9]*)?")) {
            throw call.unknown("only sleep SECONDS is known");
        }
        BigDecimal seconds = new BigDecimal(call.words.get(1)).min(LONGEST_SLEEP);
        call.takes(seconds.movePointRight(3).longValue());
    }

    private static void seq(Call call) {
        List<String> numbers = call.words.subList(1, call.words.size());
        if (numbers.isEmpty() || numbers.size() > 2 || !numbers.stream().allMatch(n -> n.matches("-?[0-9]{1,9}"))) {
            throw call.unknown("only seq [FIRST] LAST with whole numbers is known");
        }
        int last = Integer.parseInt(numbers.get(numbers.size() - 1));
        for (int i = numbers.size() == 2 ? Integer.parseInt(numbers.get(0)) : 1; i <= last; i++) {
            call.out.append(i).append('\n');
        }
        call.takes(20);
    }

    private static void tee(Call call) {
        String input = call.command.stdin().orElse("");
        call.out.append(input);
        for (String file : call.words.subList(1, call.words.size())) {
            switch (file) {
                case "/dev/stdout" -> call.out.append(input);
                case "/dev/stderr" -> call.err.append(input);
                case "/dev/null" -> {}
                default -> write(call, file, input);
            }
        }
        call.takes(20);
    }

    private static void write(Call call, String file, String input) {
        if (file.startsWith("-")) {
            throw call.unknown("option " + file);
        }
        SimHost host = call.host;
        String path = Paths.absolute(file);
        if (host.isDirectory(path) || !host.isDirectory(Paths.parent(path))) {
            String why = host.isDirectory(path) ? "Is a directory" : "No such file or directory";
            call.err.append("tee: ").append(file).append(": ").append(why).append('\n');
            call.exit = 1;
        } else {
            host.write(path, input);
        }
    }

    private static void printenv(Call call) {
        List<String> names = call.words.subList(1, call.words.size());
        if (names.isEmpty() || names.get(0).startsWith("-")) {
            throw call.unknown("only printenv NAME... is known");
        }
        Map<String, String> given = call.command.environment();
        for (String name : names) {
            if (!given.containsKey(name) && sourced(call)) {
                throw call.unknown("what the environment script sets is not known");
            }
            String value = given.getOrDefault(name, ENVIRONMENT.get(name));
            if (value == null) {
                call.exit = 1;
            } else {
                call.out.append(value).append('\n');
            }
        }
        call.takes(20);
    }

    private static boolean sourced(Call call) {
        return call.command.environmentScript().isPresent()
                || call.words.size() != call.command.program().size();
    }

    private static void pwd(Call call) {
        if (call.words.size() > 2
                || (call.words.size() == 2 && !call.words.get(1).equals("-P"))) {
            throw call.unknown("only pwd [-P] is known");
        }
        call.out.append(ENVIRONMENT.get("HOME")).append('\n');
        call.takes(20);
    }
}
