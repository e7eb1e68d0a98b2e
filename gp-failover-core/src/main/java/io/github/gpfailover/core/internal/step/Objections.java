package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.step.Reason;
import io.github.gpfailover.step.ReasonCode;
import java.util.ArrayList;
import java.util.List;

/**
 * The objections to an act: reasons with codes, and whether waiting may end them. Every check answers with this, so that checks can be
 * joined, and a refusal keeps the code of each.
 *
 * @param reasons why, the most important first; empty if nothing is against it
 * @param mayPass whether waiting may help
 * @param findings what the check found, for the report, whether anything is against it or not
 */
public record Objections(List<Reason> reasons, boolean mayPass, Findings findings) {

    private static final Objections NONE = new Objections(List.of(), true);

    /** Copies the reasons. */
    public Objections {
        reasons = List.copyOf(reasons);
    }

    /** Reasons without findings. */
    public Objections(List<Reason> reasons, boolean mayPass) {
        this(reasons, mayPass, Findings.none());
    }

    /** Nothing is against it. */
    public static Objections none() {
        return NONE;
    }

    /** One that waiting does not end. */
    public static Objections of(ReasonCode code, String text) {
        return new Objections(List.of(Reason.of(code, text)), false);
    }

    /** One that waiting may end. */
    public static Objections passing(ReasonCode code, String text) {
        return new Objections(List.of(Reason.of(code, text)), true);
    }

    /** Whether there is one. */
    public boolean any() {
        return !reasons.isEmpty();
    }

    /** These and others, each once; waiting helps only if it helps with all. */
    public Objections and(Objections others) {
        List<Reason> all = new ArrayList<>(reasons);
        others.reasons.stream().filter(r -> !all.contains(r)).forEach(all::add);
        return new Objections(all, mayPass && others.mayPass, findings.and(others.findings));
    }

    /** These, and behind them what is to be known about them: whether they may pass does not change. */
    public Objections with(ReasonCode code, String text) {
        List<Reason> all = new ArrayList<>(reasons);
        all.add(Reason.of(code, text));
        return new Objections(all, mayPass, findings);
    }

    /** These, and what was found before them. */
    public Objections noting(Findings before) {
        return new Objections(reasons, mayPass, before.and(findings));
    }

    /** These, and what was found after them. */
    public Objections and(Findings later) {
        return new Objections(reasons, mayPass, findings.and(later));
    }

    /** These as texts. */
    public List<String> texts() {
        return reasons.stream().map(Reason::text).toList();
    }

    /** The refusal for them. */
    public Ruling.Refused refusal() {
        return new Ruling.Refused(this);
    }
}
