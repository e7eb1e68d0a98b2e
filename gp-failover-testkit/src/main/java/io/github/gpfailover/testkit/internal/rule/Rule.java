package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;

/** What one program does. */
@FunctionalInterface
public interface Rule {

    /** Runs it: prints to the call, and changes its world now or in later steps. */
    void run(Call call);
}
