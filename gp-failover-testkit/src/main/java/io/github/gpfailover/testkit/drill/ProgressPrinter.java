package io.github.gpfailover.testkit.drill;

import io.github.gpfailover.FailoverListener;
import java.io.PrintStream;
import java.util.Locale;

/** A listener that prints each step while it runs. */
final class ProgressPrinter implements FailoverListener {

    private final PrintStream out;
    private int steps;

    ProgressPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void planStarted(PlanStarted event) {
        steps = event.plan().steps().size();
        out.println("Executing " + steps + " steps as execution " + event.executionId());
    }

    @Override
    public void stepStarted(StepStarted event) {
        out.println(String.format(
                Locale.ROOT, "[%2d/%d] %s", event.number(), steps, event.step().describe()));
    }

    @Override
    public void commandStarted(CommandStarted event) {
        out.println("        " + event.host() + "$ " + event.command());
    }

    @Override
    public void commandEnded(CommandEnded event) {
        out.println(String.format(
                Locale.ROOT,
                "        %s, %.2f s",
                event.report().end(),
                event.report().elapsed().toMillis() / 1000.0));
    }

    @Override
    public void stepProgressed(StepProgressed event) {
        out.println("        " + event.progress());
    }

    @Override
    public void stepRetried(StepRetried event) {
        out.println("        not yet: " + event.why() + "; next look in "
                + event.pause().toMillis() + " ms");
    }

    @Override
    public void stepEnded(StepEnded event) {
        out.println(String.format(
                Locale.ROOT,
                "        %s after %.2f s: %s",
                event.report().outcome(),
                event.report().elapsed().toMillis() / 1000.0,
                event.report().statement()));
    }
}
