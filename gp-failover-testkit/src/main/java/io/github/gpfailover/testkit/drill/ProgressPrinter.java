package io.github.gpfailover.testkit.drill;

import io.github.gpfailover.CommandReport;
import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.step.PlanStep;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A listener that prints each step while it runs. */
final class ProgressPrinter implements FailoverListener {

    private final PrintStream out;
    private int steps;

    ProgressPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void planStarted(String executionId, FailoverPlan plan) {
        steps = plan.steps().size();
        out.println("Executing " + steps + " steps as execution " + executionId);
    }

    @Override
    public void stepStarted(int number, PlanStep step) {
        out.println(String.format(Locale.ROOT, "[%2d/%d] %s", number, steps, step.describe()));
    }

    @Override
    public void commandStarted(int number, HostName host, Command command) {
        out.println("        " + host + "$ " + command);
    }

    @Override
    public void commandEnded(int number, CommandReport command) {
        out.println(String.format(
                Locale.ROOT,
                "        %s, %.2f s",
                command.end(),
                command.elapsed().toMillis() / 1000.0));
    }

    @Override
    public void stepProgressed(int number, PlanStep step, String progress) {
        out.println("        " + progress);
    }

    @Override
    public void stepRetried(int number, PlanStep step, String why, Duration wait) {
        out.println("        not yet: " + why + "; next look in " + wait.toMillis() + " ms");
    }

    @Override
    public void stepEnded(StepReport report) {
        out.println(String.format(
                Locale.ROOT,
                "        %s after %.2f s: %s",
                report.outcome(),
                report.elapsed().toMillis() / 1000.0,
                report.statement()));
    }
}
