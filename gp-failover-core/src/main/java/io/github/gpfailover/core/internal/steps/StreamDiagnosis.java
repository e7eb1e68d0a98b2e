package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.core.internal.inspect.LogTroubleOf;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.core.internal.text.LogTrouble;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The reason why a configured standby does not stream, from the end of both servers' logs. Asked only where it does not. */
final class StreamDiagnosis {

    /** A step that waits observes several times a second. */
    private static final Duration AGAIN = Duration.ofSeconds(20);
    // A receiver that has just begun has written nothing yet, and tries once in five seconds (recording i2).
    private static final Duration NEXT_TRY = Duration.ofSeconds(5);

    private static final Duration ROUND = Duration.ofSeconds(20);

    private StreamDiagnosis() {}

    /**
     * What the logs show, the standby's first; nothing where a host could not be reached by this observation, or no log has a reason.
     */
    static List<String> why(StepContext now) throws InterruptedException {
        long at = now.nanoTime();
        Optional<List<String>> lately = now.notes()
                .diagnosis(at - AGAIN.toNanos())
                .filter(l -> !l.isEmpty())
                .or(() -> now.notes().diagnosis(at - NEXT_TRY.toNanos()));
        if (lately.isPresent()) {
            return lately.get();
        }
        List<String> told = ask(now);
        now.notes().diagnosis(told, now.nanoTime());
        return told;
    }

    /** The same where the master has no stream at all, or one that neither runs nor catches up. */
    static List<String> whyNoStream(StepContext now) throws InterruptedException {
        boolean runs = now.state()
                .replication()
                .filter(r -> r.state().equals("streaming") || r.state().equals("catchup"))
                .isPresent();
        return runs ? List.of() : why(now);
    }

    private static List<String> ask(StepContext now) throws InterruptedException {
        List<InstanceLocation> asked = new ArrayList<>();
        now.state().standby().map(CatalogRow::location).ifPresent(asked::add);
        now.state().master().map(InstanceState::location).ifPresent(asked::add);
        // A host that did not answer just now is not asked again: that takes seconds.
        asked.removeIf(at ->
                now.state().instance(at).filter(i -> !i.liveness().isUnknown()).isEmpty());
        List<Sleeper.Task<Optional<LogTrouble>>> questions = new ArrayList<>();
        asked.forEach(at -> questions.add(() -> now.inspection().ask(new LogTroubleOf(at))));
        List<String> all = new ArrayList<>();
        List<LogTrouble.Kind> told = new ArrayList<>();
        int i = 0;
        for (Optional<Optional<LogTrouble>> answer : now.sleeper().together(questions, ROUND)) {
            InstanceLocation at = asked.get(i++);
            Optional<LogTrouble> trouble = answer.flatMap(t -> t);
            if (trouble.isPresent() && !told.contains(trouble.get().kind())) {
                told.add(trouble.get().kind());
                all.add("the log of " + at + " tells why: " + trouble.get());
            }
        }
        return all;
    }
}
