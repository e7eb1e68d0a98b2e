package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SimHost;

/**
 * {@code getent ahostsv4 NAME}: the address that a host's name stands for, and none of its others, as where each has a name of its
 * own. The layout is that of glibc's program; a name that there is none of is silent and exits 2.
 */
final class GetentRule implements Rule {

    @Override
    public void run(Call call) {
        if (call.words.size() != 3 || !call.words.get(1).equals("ahostsv4")) {
            throw call.unknown("only getent ahostsv4 NAME is known");
        }
        String name = call.words.get(2);
        SimHost host = call.world.host(name);
        if (host != null) {
            line(call, host.address, "STREAM", name);
            line(call, host.address, "DGRAM ", "");
            line(call, host.address, "RAW   ", "");
        } else {
            call.exit = 2;
        }
        call.takes(10);
    }

    private static void line(Call call, String address, String kind, String name) {
        call.out
                .append(address)
                .append(" ".repeat(Math.max(0, 15 - address.length())))
                .append(' ')
                .append(kind)
                .append(' ')
                .append(name)
                .append('\n');
    }
}
