package io.github.gpfailover;

import io.github.gpfailover.error.InvalidPlanException;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.HostRef;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.RetireDataDirectory;
import io.github.gpfailover.step.StopMaster;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a plan has to follow whatever the cluster's state is, checked by walking its steps. It finds a plan that can't work before
 * any host is touched, and says what to write instead. What depends on the cluster is left to the engine.
 */
final class PlanRules {

    private static final Set<String> NEED_MASTER = Set.of(
            "checkHealth",
            "releaseWaitingCommits",
            "removeStandby",
            "addStandby",
            "awaitSync",
            "writeCanary",
            "verifyCanary",
            "stopMaster");

    private enum Standby {
        NOT_KNOWN,
        PRESENT,
        ABSENT
    }

    /**
     * A step as it was added: one with a wrong value has a fault in place of the step, and still counts in the order of the others.
     */
    record Entry(
            String name, @Nullable PlanStep step, @Nullable String fault) {

        /** Makes a step; a fault is kept, so that the plan reports every fault and not only the first. */
        static Entry made(String name, Supplier<PlanStep> make) {
            try {
                PlanStep step = make.get();
                return new Entry(step.name(), step, null);
            } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
                return new Entry(name, null, e.getMessage());
            }
        }
    }

    private final List<Entry> entries;
    private final List<String> faults = new ArrayList<>();
    private final Set<HostRef> retired = new HashSet<>();
    private Standby standby = Standby.NOT_KNOWN;
    private @Nullable HostRef standbyHost;
    private String standbyChangedBy = "";
    private @Nullable HostRef masterHost;
    private @Nullable String stoppedBy;
    private boolean activated;
    private boolean canary;

    private PlanRules(List<Entry> entries) {
        this.entries = entries;
    }

    static void check(List<Entry> entries, @Nullable HostRef masterOn) {
        PlanRules rules = new PlanRules(entries);
        if (entries.isEmpty()) {
            rules.faults.add("the plan has no steps: write at least one, for example .checkHealth()");
        }
        for (int i = 0; i < entries.size(); i++) {
            rules.visit(entries.get(i), i);
        }
        if (masterOn != null && !rules.activated) {
            rules.faults.add("masterOn(" + masterOn
                    + ") says where the master is to be at the end, but no step moves it; write" + " .activate()");
        }
        if (!rules.faults.isEmpty()) {
            throw new InvalidPlanException(rules.faults);
        }
    }

    private void visit(Entry entry, int index) {
        String here = "step " + (index + 1) + ", " + entry.name();
        if (entry.fault() != null) {
            faults.add(here + ": " + entry.fault());
        }
        if (stoppedBy != null && NEED_MASTER.contains(entry.name())) {
            faults.add(
                    here + ": " + stoppedBy + " stops the master, so there is none to work with; write this step before"
                            + " it, or after .activate()");
        }
        switch (entry.name()) {
            case "releaseWaitingCommits" -> needStandby(here, "no commit waits for a standby");
            case "removeStandby" -> {
                needStandby(here, "there is no standby to remove");
                standby(Standby.ABSENT, null, here);
            }
            case "addStandby" -> addStandby((AddStandby) entry.step(), here);
            case "awaitSync" -> needStandby(here, "there is no standby to wait for");
            case "writeCanary" -> canary = true;
            case "verifyCanary" -> {
                if (!canary) {
                    faults.add(here + ": no canary was written; write .writeCanary() before the move");
                }
            }
            case "stopMaster" -> {
                stoppedBy = here;
                boolean none = entry.step() instanceof StopMaster stop
                        && stop.leavesNoMaster().isPresent();
                if (none && activationFollows(index)) {
                    faults.add(here + ": leavesNoMaster says that no activation follows, but one does; leave it out");
                }
            }
            case "startMaster" -> stoppedBy = null;
            case "fence" -> {
                if (activationFollows(index)) {
                    stoppedBy = here;
                }
            }
            case "activate" -> {
                needStandby(here, "there is no standby to activate");
                masterHost = standbyHost;
                standby(Standby.ABSENT, null, here);
                stoppedBy = null;
                activated = true;
                // What is a master again has a directory again.
                retired.clear();
            }
            case "releaseFence" -> {
                if (stoppedBy != null) {
                    faults.add(here + ": " + stoppedBy
                            + " keeps the master from writing for the activation; write this step after"
                            + " .activate()");
                }
            }
            case "retireDataDirectory" -> retire((RetireDataDirectory) entry.step(), here);
            default -> {
                // Checks of the environment and custom steps neither need nor change what is walked over here.
            }
        }
    }

    private void addStandby(@Nullable AddStandby add, String here) {
        if (standby == Standby.PRESENT) {
            faults.add(here + ": " + standbyChangedBy + " made a standby already; write .removeStandby() between them");
        }
        if (add != null) {
            notTheMaster(add.host(), here, "can't be its own standby");
            formerMasterKnown(add.host(), here);
            boolean usesIt =
                    add.strategy() == AddStandby.Strategy.FOLLOW || add.strategy() == AddStandby.Strategy.REWIND;
            if (usesIt && add.dataDirectory().isEmpty() && retired.contains(add.host())) {
                faults.add(here + ": " + add.strategy() + " uses the directory on " + add.host()
                        + ", which a step before retires; leave that step out, or name COPY");
            }
        }
        standby(Standby.PRESENT, add == null ? null : add.host(), here);
    }

    private void retire(@Nullable RetireDataDirectory retire, String here) {
        if (retire == null) {
            return;
        }
        formerMasterKnown(retire.host(), here);
        if (retire.dataDirectory().isEmpty()) {
            retired.add(retire.host());
            notTheMaster(retire.host(), here, "must keep its data directory");
            if (standby == Standby.PRESENT && retire.host().equals(standbyHost)) {
                faults.add(here + ": " + retire.host() + " is the standby since " + standbyChangedBy
                        + "; write .removeStandby() before, or name the old master's host");
            }
        }
    }

    private void needStandby(String here, String what) {
        if (standby == Standby.ABSENT) {
            faults.add(here + ": " + what + ", since " + standbyChangedBy
                    + " leaves none; write .addStandby(host) between them");
        }
    }

    private void notTheMaster(HostRef host, String here, String what) {
        if (masterHost != null && masterHost.equals(host)) {
            faults.add(
                    here + ": " + host + " is the master since the last activate, and " + what + "; name another host");
        }
    }

    private void formerMasterKnown(HostRef host, String here) {
        if (host instanceof HostRef.FormerMaster && !activated) {
            faults.add(here + ": there is no former master before .activate(); name the host");
        }
    }

    private void standby(Standby now, @Nullable HostRef host, String by) {
        standby = now;
        standbyHost = host;
        standbyChangedBy = by;
    }

    private boolean activationFollows(int index) {
        return entries.stream().skip(index).anyMatch(e -> e.name().equals("activate"));
    }
}
