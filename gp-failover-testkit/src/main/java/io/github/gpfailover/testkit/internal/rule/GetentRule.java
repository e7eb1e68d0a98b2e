package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SimHost;
import java.util.List;

/**
 * {@code getent ahostsv4 NAME} and {@code getent ahosts NAME}, which are the same where no host has another kind of address: the address that a host's name stands for, and none of its others, as where each has a name of its
 * own. The layout is that of glibc's program; a name that there is none of is silent and exits 2.
 */
final class GetentRule implements Rule {

    @Override
    public void run(Call call) {
        if (call.words.size() != 3 || !List.of("ahostsv4", "ahosts").contains(call.words.get(1))) {
            throw call.unknown("only getent ahosts NAME and getent ahostsv4 NAME are known");
        }
        String name = call.words.get(2);
        SimHost host = call.world.host(name);
        if (host != null) {
            String address = host.addressOf(name);
            line(call, address, "STREAM", name);
            line(call, address, "DGRAM ", "");
            line(call, address, "RAW   ", "");
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
