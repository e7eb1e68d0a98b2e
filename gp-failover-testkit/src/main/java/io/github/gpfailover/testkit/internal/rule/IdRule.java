package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import java.util.List;

/** {@code id -u}: 0 for root; the number of any other user is made up. */
final class IdRule implements Rule {

    private static final String GPADMIN = "1000";

    @Override
    public void run(Call call) {
        if (!call.words.subList(1, call.words.size()).equals(List.of("-u"))) {
            throw call.unknown("only id -u is known");
        }
        call.out.append(call.root() ? "0" : GPADMIN).append('\n');
        call.takes(10);
    }
}
