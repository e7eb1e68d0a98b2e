package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;

/** {@code postgres --gp-version} (the "local" row of 01). */
final class PostgresRule implements Rule {

    @Override
    public void run(Call call) {
        if (call.words.size() != 2 || !call.words.get(1).equals("--gp-version")) {
            throw call.unknown("only postgres --gp-version was recorded");
        }
        call.out.append(call.host.productVersion).append('\n');
        call.takes(20);
    }
}
