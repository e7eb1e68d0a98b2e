package io.github.gpfailover.journal;

import io.github.gpfailover.Outcome;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.step.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What an entry of the journal says. The set is closed and typed, because the state of an execution is derived from these records alone,
 * by the same code while it runs and when it is resumed.
 *
 * <p>All of them are immutable and thread-safe, and none holds a secret.
 *
 * @since 0.1
 */
@Evolving
public sealed interface JournalRecord
        permits JournalRecord.PlanBegun,
                JournalRecord.StepBegun,
                JournalRecord.DeedBegun,
                JournalRecord.CommandIntended,
                JournalRecord.CommandEnded,
                JournalRecord.DeedJudged,
                JournalRecord.StepEnded,
                JournalRecord.StepLeftOut,
                JournalRecord.PlanEnded,
                Learned {

    /**
     * A run of the plan began; each resumption writes one of its own.
     *
     * @param cluster the cluster's name
     * @param plan the plan as {@code FailoverPlan.toJson()} writes it
     * @param controller who runs it: user, machine and process; empty where that was not written
     * @since 0.1
     */
    @Evolving
    record PlanBegun(String cluster, String plan, Optional<String> controller) implements JournalRecord {

        /**
         * Checks the parts.
         *
         * @param cluster the cluster's name
         * @param plan the plan as {@code FailoverPlan.toJson()} writes it
         * @param controller who runs it: user, machine and process; empty where that was not written
         * @throws NullPointerException if a part is null
         */
        public PlanBegun {
            Checks.notNull(cluster, "cluster");
            Checks.notNull(plan, "plan");
            Checks.notNull(controller, "controller");
        }

        /**
         * Makes the record of a run whose controller is not named.
         *
         * @param cluster the cluster's name
         * @param plan the plan as {@code FailoverPlan.toJson()} writes it
         * @throws NullPointerException if a part is null
         */
        public PlanBegun(String cluster, String plan) {
            this(cluster, plan, Optional.empty());
        }
    }

    /**
     * A step began. Which one, the entry and the plan say.
     *
     * @since 0.1
     */
    @Evolving
    record StepBegun() implements JournalRecord {}

    /**
     * A step decided to act, and is about to.
     *
     * @param intent what it is about to do
     * @param outside whether it acts by other means than the commands that are journaled
     * @param stops the servers that it stops, which are started again if no promotion follows
     * @since 0.1
     */
    @Evolving
    record DeedBegun(String intent, boolean outside, List<InstanceLocation> stops) implements JournalRecord {

        /**
         * Checks the parts.
         *
         * @param intent what it is about to do
         * @param outside whether it acts by other means than the commands that are journaled
         * @param stops the servers that it stops, which are started again if no promotion follows
         * @throws NullPointerException if a part is null
         */
        public DeedBegun {
            Checks.notNull(intent, "intent");
            stops = List.copyOf(Checks.notNull(stops, "stops"));
        }
    }

    /**
     * A command that may change the cluster is about to be sent.
     *
     * @param host to which host
     * @param command the command, without secrets
     * @param job the id of the job on that host that it runs as; empty if it runs as none
     * @since 0.1
     */
    @Evolving
    record CommandIntended(HostName host, String command, Optional<String> job) implements JournalRecord {

        /**
         * Checks the parts.
         *
         * @param host to which host
         * @param command the command, without secrets
         * @param job the id of the job on that host that it runs as; empty if it runs as none
         * @throws NullPointerException if a part is null
         */
        public CommandIntended {
            Checks.notNull(host, "host");
            Checks.notNull(command, "command");
            Checks.notNull(job, "job");
        }

        /**
         * Makes the record of a command that runs as no job.
         *
         * @param host to which host
         * @param command the command, without secrets
         * @throws NullPointerException if a part is null
         */
        public CommandIntended(HostName host, String command) {
            this(host, command, Optional.empty());
        }
    }

    /**
     * The end of a command is known, or known to be unknown.
     *
     * @param host on which host
     * @param command the command, without secrets
     * @param end how it ended
     * @since 0.1
     */
    @Evolving
    record CommandEnded(HostName host, String command, String end) implements JournalRecord {

        /**
         * Checks the parts.
         *
         * @param host on which host
         * @param command the command, without secrets
         * @param end how it ended
         * @throws NullPointerException if a part is null
         */
        public CommandEnded {
            Checks.notNull(host, "host");
            Checks.notNull(command, "command");
            Checks.notNull(end, "end");
        }
    }

    /**
     * What was observed after the act.
     *
     * @param verdict whether what was wanted holds
     * @param statement what was observed
     * @since 0.1
     */
    @Evolving
    record DeedJudged(Verdict.Kind verdict, String statement) implements JournalRecord {

        /**
         * Checks the parts.
         *
         * @param verdict whether what was wanted holds
         * @param statement what was observed
         * @throws NullPointerException if a part is null
         */
        public DeedJudged {
            Checks.notNull(verdict, "verdict");
            Checks.notNull(statement, "statement");
        }
    }

    /**
     * A step ended.
     *
     * @param outcome how
     * @since 0.1
     */
    @Evolving
    record StepEnded(Outcome outcome) implements JournalRecord {

        /**
         * Checks the parts.
         *
         * @param outcome how
         * @throws NullPointerException if a part is null
         */
        public StepEnded {
            Checks.notNull(outcome, "outcome");
        }
    }

    /**
     * A step was left out, since the cluster was found behind it when the plan began.
     *
     * @param why what showed that
     * @since 0.1
     */
    @Evolving
    record StepLeftOut(String why) implements JournalRecord {

        /**
         * Checks the parts.
         *
         * @param why what showed that
         * @throws NullPointerException if a part is null
         */
        public StepLeftOut {
            Checks.notNull(why, "why");
        }
    }

    /**
     * A run of the plan ended. A run that died has no such record.
     *
     * @param outcome how
     * @since 0.1
     */
    @Evolving
    record PlanEnded(Outcome outcome) implements JournalRecord {

        /**
         * Checks the parts.
         *
         * @param outcome how
         * @throws NullPointerException if a part is null
         */
        public PlanEnded {
            Checks.notNull(outcome, "outcome");
        }
    }
}
