package io.github.gpfailover.testkit.transition;

import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One path through an attempt of a step.
 *
 * @param ruling the kind of the decision, such as {@code Ready}
 * @param verdict where it acted, the verdict on that; else the verdict of the attempt before; empty for a first attempt
 * @param sent whether the step has sent a command that changes something
 */
public record StepTransition(String ruling, Optional<Verdict.Kind> verdict, boolean sent) {

    private static final String READY = Decision.Ready.class.getSimpleName();

    public static StepTransition of(Class<? extends Decision> ruling, Verdict.Kind verdict, boolean sent) {
        return new StepTransition(ruling.getSimpleName(), Optional.ofNullable(verdict), sent);
    }

    /** All that there can be: a further decision or verdict in the API makes them more. */
    public static Set<StepTransition> possible() {
        Set<StepTransition> all = new LinkedHashSet<>();
        List<Optional<Verdict.Kind>> verdicts = new ArrayList<>(List.of(Optional.empty()));
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            verdicts.add(Optional.of(kind));
        }
        for (Class<?> ruling : Decision.class.getPermittedSubclasses()) {
            for (Optional<Verdict.Kind> verdict : verdicts) {
                for (boolean sent : new boolean[] {false, true}) {
                    StepTransition one = new StepTransition(ruling.getSimpleName(), verdict, sent);
                    if (one.canBe()) {
                        all.add(one);
                    }
                }
            }
        }
        return all;
    }

    private boolean canBe() {
        if (ruling.equals(READY)) {
            return verdict.isPresent();
        }
        // Before the first act nothing was sent, and an attempt whose act holds is the last.
        return verdict.isEmpty() ? !sent : verdict.get() != Verdict.Kind.HOLDS;
    }

    @Override
    public String toString() {
        return ruling
                + (ruling.equals(READY) ? ", then " : " after ")
                + verdict.map(Verdict.Kind::name).orElse("nothing")
                + (sent ? ", sent" : ", not sent");
    }
}
