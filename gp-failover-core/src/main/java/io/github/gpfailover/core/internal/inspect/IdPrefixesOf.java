package io.github.gpfailover.core.internal.inspect;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The prefixes of the distributed ids that segments keep. */
public record IdPrefixesOf(List<CatalogRow> primaries) implements Question<IdPrefixes> {

    private static final Duration QUESTION = Duration.ofSeconds(15);
    private static final Pattern ROW =
            Pattern.compile("row\\|\\([0-9]+,[0-9]+,[0-9]+,([0-9]{1,12})-([0-9]{1,18}),[A-Za-z ]+,[0-9]+\\)");
    private static final String END = "end";

    @Override
    public IdPrefixes ask(LiveInspection hosts) throws InterruptedException {
        List<Sleeper.Task<IdPrefixes>> questions = new ArrayList<>();
        primaries.forEach(p -> questions.add(() -> of(p, hosts)));
        SortedMap<Long, Long> newest = new TreeMap<>();
        List<String> unasked = new ArrayList<>();
        int i = 0;
        for (var answer : hosts.sleeper().together(questions, QUESTION.plusSeconds(1))) {
            CatalogRow primary = primaries.get(i++);
            IdPrefixes told = answer.orElseGet(() -> untold(primary, "no answer in time"));
            told.newest().forEach((prefix, number) -> newest.merge(prefix, number, Math::max));
            unasked.addAll(told.unasked());
        }
        return new IdPrefixes(newest, unasked);
    }

    private IdPrefixes of(CatalogRow primary, LiveInspection hosts) throws InterruptedException {
        try {
            CommandResult said =
                    hosts.run(primary.location().host(), hosts.dialect().idPrefixes(primary.location()));
            if (!said.exitedZero()) {
                return untold(primary, said.lastLine());
            }
            SortedMap<Long, Long> told = read(primary, said.stdout());
            return told.isEmpty()
                    ? untold(
                            primary,
                            "its distributed log shows no row, as it does while its newest page is not on the disk")
                    : new IdPrefixes(told, List.of());
        } catch (TransportException | UnreadableOutputException e) {
            return untold(primary, e.getMessage());
        }
    }

    private static IdPrefixes untold(CatalogRow primary, String why) {
        return new IdPrefixes(new TreeMap<>(), List.of(primary + ": " + why));
    }

    private static SortedMap<Long, Long> read(CatalogRow primary, String text) {
        SortedMap<Long, Long> all = new TreeMap<>();
        boolean whole = false;
        for (String line : text.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                all.merge(Long.parseLong(row.group(1)), Long.parseLong(row.group(2)), Math::max);
            } else if (line.equals(END)) {
                whole = true;
            } else {
                throw new UnreadableOutputException(
                        primary.location().host(), "gp_distributed_log", "distributed ids", line);
            }
        }
        if (!whole) {
            throw new UnreadableOutputException(
                    primary.location().host(), "gp_distributed_log", "the end of the list", "it was cut off");
        }
        return all;
    }
}
