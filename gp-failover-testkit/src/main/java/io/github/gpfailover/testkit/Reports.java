package io.github.gpfailover.testkit;

import io.github.gpfailover.CommandReport;
import io.github.gpfailover.EarlierRun;
import io.github.gpfailover.EarlierStep;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.GuardVerdict;
import io.github.gpfailover.ListenerEvents;
import io.github.gpfailover.MasterReturn;
import io.github.gpfailover.MasterTenure;
import io.github.gpfailover.Outcome;
import io.github.gpfailover.PlanPreview;
import io.github.gpfailover.StepPreview;
import io.github.gpfailover.StepReport;
import io.github.gpfailover.UnfinishedExecution;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.internal.Builders;
import io.github.gpfailover.spi.MasterChange;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import java.time.Duration;
import java.time.Instant;

/**
 * Reports for tests of listeners, hooks and whatever else reads a report.
 *
 * <p>The engine alone makes reports, so they have no public constructor. Each method here gives a builder in which all that is missing has
 * a plain value; each part can be set once. Stateless and thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class Reports {

    private Reports() {}

    /**
     * Begins the report of an execution, without steps: its id is {@code test}, its cluster {@code test}, its state not observed.
     *
     * @param plan the plan
     * @param outcome how it ended
     * @return a builder
     */
    public static FailoverReport.Builder failover(FailoverPlan plan, Outcome outcome) {
        return of(FailoverReport.Builder.class)
                .copyOf(of(FailoverReport.Builder.class)
                        .executionId("test")
                        .cluster("test")
                        .plan(plan)
                        .outcome(outcome)
                        .summary(outcome.name())
                        .finalState(ClusterState.builder(Instant.EPOCH).build())
                        .startedAt(Instant.EPOCH)
                        .elapsed(Duration.ZERO)
                        .build());
    }

    /**
     * Begins the report of a step, tried once.
     *
     * @param number its number, from 1
     * @param step the step
     * @param outcome how it ended
     * @return a builder
     */
    public static StepReport.Builder step(int number, PlanStep step, Outcome outcome) {
        return of(StepReport.Builder.class)
                .copyOf(of(StepReport.Builder.class)
                        .number(number)
                        .step(step)
                        .outcome(outcome)
                        .statement(outcome.name())
                        .attempts(1)
                        .startedAt(Instant.EPOCH)
                        .elapsed(Duration.ZERO)
                        .build());
    }

    /**
     * Begins the report of a command that ended with exit status 0.
     *
     * @param host where it ran
     * @param command the command, as a person would type it
     * @return a builder
     */
    public static CommandReport.Builder command(HostName host, String command) {
        return of(CommandReport.Builder.class)
                .copyOf(of(CommandReport.Builder.class)
                        .host(host)
                        .command(command)
                        .end("exit 0")
                        .elapsed(Duration.ZERO)
                        .build());
    }

    /**
     * Begins the time of one master, from and until the epoch.
     *
     * @param master the server
     * @return a builder
     */
    public static MasterTenure.Builder tenure(InstanceLocation master) {
        return of(MasterTenure.Builder.class)
                .copyOf(of(MasterTenure.Builder.class)
                        .master(master)
                        .from(Instant.EPOCH)
                        .until(Instant.EPOCH)
                        .build());
    }

    /**
     * Begins the return of an old master that was fenced again.
     *
     * @param oldMaster the server that came back
     * @param newMaster the server that was promoted meanwhile
     * @return a builder
     */
    public static MasterReturn.Builder masterReturn(InstanceLocation oldMaster, InstanceLocation newMaster) {
        return of(MasterReturn.Builder.class)
                .copyOf(of(MasterReturn.Builder.class)
                        .oldMaster(oldMaster)
                        .newMaster(newMaster)
                        .seenAt(Instant.EPOCH)
                        .fenced(true)
                        .statement("fenced again")
                        .build());
    }

    /**
     * Begins what was known of a server right before a promotion.
     *
     * @param server the server
     * @param liveness whether it runs
     * @return a builder
     */
    public static GuardVerdict.Builder verdict(InstanceLocation server, Liveness liveness) {
        return of(GuardVerdict.Builder.class)
                .copyOf(of(GuardVerdict.Builder.class)
                        .server(server)
                        .liveness(liveness)
                        .build());
    }

    /**
     * Begins a preview, of a cluster {@code test} that was not observed, without steps.
     *
     * @param plan the plan
     * @return a builder
     */
    public static PlanPreview.Builder preview(FailoverPlan plan) {
        return of(PlanPreview.Builder.class)
                .copyOf(of(PlanPreview.Builder.class)
                        .cluster("test")
                        .plan(plan)
                        .observed(ClusterState.builder(Instant.EPOCH).build())
                        .build());
    }

    /**
     * Begins the preview of a step.
     *
     * @param number its number, from 1
     * @param step the step
     * @param decision what it would decide
     * @return a builder
     */
    public static StepPreview.Builder stepPreview(int number, PlanStep step, Decision decision) {
        return of(StepPreview.Builder.class)
                .copyOf(of(StepPreview.Builder.class)
                        .number(number)
                        .step(step)
                        .decision(decision)
                        .expectedAfter("not observed")
                        .build());
    }

    /**
     * Begins a planned move of the master's role, of the execution {@code test} on a cluster {@code test}.
     *
     * @param oldMaster where the master was
     * @param newMaster where it will be
     * @return a builder
     */
    public static MasterChange.Builder masterChange(InstanceLocation oldMaster, InstanceLocation newMaster) {
        return of(MasterChange.Builder.class)
                .copyOf(of(MasterChange.Builder.class)
                        .executionId("test")
                        .cluster("test")
                        .oldMaster(oldMaster)
                        .newMaster(newMaster)
                        .planned(true)
                        .build());
    }

    /**
     * Begins an execution {@code test} that a crash ended before its first step.
     *
     * @param plan the plan
     * @return a builder
     */
    public static UnfinishedExecution.Builder unfinished(FailoverPlan plan) {
        return of(UnfinishedExecution.Builder.class)
                .copyOf(of(UnfinishedExecution.Builder.class)
                        .executionId("test")
                        .plan(plan.toJson())
                        .begunAt(Instant.EPOCH)
                        .lastEntryAt(Instant.EPOCH)
                        .build());
    }

    /**
     * Begins an earlier run of an execution, its first one, which died before its first step.
     *
     * @return a builder
     */
    public static EarlierRun.Builder earlierRun() {
        return of(EarlierRun.Builder.class)
                .copyOf(of(EarlierRun.Builder.class)
                        .number(1)
                        .begunAt(Instant.EPOCH)
                        .lastEntryAt(Instant.EPOCH)
                        .build());
    }

    /**
     * Begins a step of an earlier run, within which that run died.
     *
     * @param number its number, from 1
     * @param step the step
     * @return a builder
     */
    public static EarlierStep.Builder earlierStep(int number, PlanStep step) {
        return of(EarlierStep.Builder.class)
                .copyOf(of(EarlierStep.Builder.class).number(number).step(step).build());
    }

    /**
     * Gives the maker of the events that a listener receives.
     *
     * @return the maker
     */
    public static ListenerEvents events() {
        return of(ListenerEvents.class);
    }

    private static <B> B of(Class<B> type) {
        return Builders.of(type);
    }
}
