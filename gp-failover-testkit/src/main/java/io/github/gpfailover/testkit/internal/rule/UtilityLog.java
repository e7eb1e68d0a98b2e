package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;

/** The lines that the management utilities print (dialects §12). */
final class UtilityLog {

    private final Call call;
    private final String who;

    UtilityLog(Call call, String utility) {
        this.call = call;
        String pid = Integer.toString(call.pid);
        who = ":" + "000000".substring(Math.min(6, pid.length())) + pid + ' ' + utility + ':' + call.host.name.value()
                + ":gpadmin-[";
    }

    void debug(String text) {
        line("DEBUG", text);
    }

    void info(String text) {
        line("INFO", text);
    }

    void warning(String text) {
        line("WARNING", text);
    }

    void error(String text) {
        line("ERROR", text);
    }

    void critical(String text) {
        line("CRITICAL", text);
    }

    /** Prints a line of dashes, as many as the utility prints there. */
    void rule(int dashes) {
        info("-".repeat(dashes));
    }

    void line(String level, CharSequence text) {
        call.out
                .append(call.world.time.logSecond())
                .append(who)
                .append(level)
                .append("]:-")
                .append(text)
                .append('\n');
    }
}
