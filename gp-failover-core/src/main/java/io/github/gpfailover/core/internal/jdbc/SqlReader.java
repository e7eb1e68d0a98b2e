package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.probe.InstanceProbe.Seen;
import io.github.gpfailover.core.internal.probe.LastAnswer;
import io.github.gpfailover.core.internal.probe.Snapshot;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The observation of servers over SQL, side by side within one bound: first a dispatch login at each, then a utility login where that one learned
 * too little. A master whose distributed transactions are not settled leaves a dispatch login without an answer (dialects §6), so that one
 * gets half of the time.
 */
public final class SqlReader implements Snapshot.Eyes {

    private final Login login;
    private final Interview interview;
    private final ObservationRequest request;
    private final Duration within;
    private final InstantSource clock;
    private final Sleeper sleeper;

    public SqlReader(
            ObservationRequest request,
            Login login,
            SessionMemory memory,
            LastAnswer lastAnswer,
            InstantSource clock,
            Sleeper sleeper) {
        this.login = login;
        this.interview = new Interview(request.cluster(), clock, lastAnswer, memory);
        this.request = request;
        this.within = request.timeout();
        this.clock = clock;
        this.sleeper = sleeper;
    }

    @Override
    public List<Seen> look(List<InstanceLocation> places) throws InterruptedException {
        if (places.isEmpty()) {
            return List.of();
        }
        long began = sleeper.nanoTime();
        boolean twice = login.offers(Login.Mode.UTILITY);
        List<SqlAnswer> told = attempt(places, Login.Mode.DISPATCH, twice ? within.dividedBy(2) : within);
        List<Integer> again = new ArrayList<>();
        for (int i = 0; twice && i < told.size(); i++) {
            if (told.get(i).anotherMayTell()) {
                again.add(i);
            }
        }
        Duration left = within.minusNanos(sleeper.nanoTime() - began);
        if (!again.isEmpty() && !left.isNegative() && !left.isZero()) {
            List<SqlAnswer> more = attempt(again.stream().map(places::get).toList(), Login.Mode.UTILITY, left);
            for (int i = 0; i < more.size(); i++) {
                int place = again.get(i);
                told.set(place, told.get(place).and(more.get(i)));
            }
        }
        return told.stream().map(SqlAnswer::seen).toList();
    }

    private List<SqlAnswer> attempt(List<InstanceLocation> places, Login.Mode mode, Duration time)
            throws InterruptedException {
        List<Attempt> attempts = places.stream()
                .map(at -> new Attempt(at, login, mode, interview, clock, time, interview.utilityOption(at), request))
                .toList();
        try {
            List<Optional<SqlAnswer>> ended = sleeper.together(attempts, time);
            List<SqlAnswer> told = new ArrayList<>();
            for (int i = 0; i < attempts.size(); i++) {
                told.add(ended.get(i).orElseGet(attempts.get(i)::silent));
            }
            return told;
        } finally {
            attempts.forEach(Attempt::giveUp);
        }
    }
}
