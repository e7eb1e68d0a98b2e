package io.github.gpfailover.core.internal.identity;

import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The one spelling of each server that is used inside: that of the specification or the plan.
 *
 * <p>It exists because catalog, {@code primary_conninfo}, plans and people have several names for one host and several paths for one
 * directory; spelled alike from the border on, locations can be compared by equality. What hosts answered is kept for a minute, and asked
 * anew beside other questions after that. A name that nobody could place stays as it is.
 */
public final class Identities {

    private static final Duration FRESH = Duration.ofMinutes(1);

    /**
     * What is known of a name.
     *
     * @param leadsTo the hosts that it leads to, of those that it was compared with
     * @param stands the addresses that it stands for, as hosts answered; none if nobody knows it
     */
    private record Known(Set<HostName> compared, Set<HostName> leadsTo, Set<String> stands, long at) {}

    /** Two paths on one host. */
    private record Paths(HostName host, DataDirectory a, DataDirectory b) {}

    private final Map<HostName, Known> names = new ConcurrentHashMap<>();
    private final Map<Paths, Long> onePath = new ConcurrentHashMap<>();

    /** The spelling of a host among others; the name itself if it is not known to be one of them. */
    public HostName host(HostName name, Collection<HostName> among) {
        for (HostName other : among) {
            if (other.equals(name)) {
                return other;
            }
        }
        Known known = names.get(name);
        if (known != null && known.leadsTo().size() == 1) {
            HostName only = known.leadsTo().iterator().next();
            return among.contains(only) ? only : name;
        }
        return name;
    }

    /** Takes it that a name is another name of a host; the catalog has two for each. */
    public HostName host(HostName name, HostName alsoCalled, Collection<HostName> among) {
        HostName first = host(name, among);
        return among.contains(first)
                ? first
                : Optional.of(host(alsoCalled, among)).filter(among::contains).orElse(first);
    }

    /**
     * The spelling of a location among others; the location itself, with its host as it is spelled, if it is none of them.
     */
    public InstanceLocation place(InstanceLocation place, Collection<InstanceLocation> among) {
        List<HostName> hosts = among.stream().map(InstanceLocation::host).toList();
        InstanceLocation at = new InstanceLocation(host(place.host(), hosts), place.port(), place.dataDirectory());
        for (InstanceLocation other : among) {
            if (other.host().equals(at.host())
                    && other.port() == at.port()
                    && (other.dataDirectory().equals(at.dataDirectory())
                            || onePath.containsKey(
                                    new Paths(other.host(), other.dataDirectory(), at.dataDirectory())))) {
                return other;
            }
        }
        return at;
    }

    /**
     * The names of which it is not known, or was asked too long ago, which of those hosts they lead to.
     *
     * @param now a reading of the clock that only runs forward
     */
    public Set<HostName> unknown(Collection<HostName> asked, Collection<HostName> among, long now) {
        Set<HostName> all = unknown(asked, among);
        for (HostName name : asked) {
            Known known = names.get(name);
            if (known != null && now - known.at() > FRESH.toNanos()) {
                all.add(name);
            }
        }
        return all;
    }

    /** The names of which it is not known which of those hosts they lead to. */
    public Set<HostName> unknown(Collection<HostName> asked, Collection<HostName> among) {
        Set<HostName> all = new LinkedHashSet<>();
        for (HostName name : asked) {
            Known known = names.get(name);
            boolean compared = known != null && known.compared().containsAll(among);
            if (!among.contains(name) && !compared) {
                all.add(name);
            }
        }
        return all;
    }

    /** Asks hosts which of them names lead to; what they don't answer stays unknown. */
    public void learn(Collection<HostName> asked, Collection<HostName> among, NameQuestions questions)
            throws InterruptedException {
        if (asked.isEmpty() || among.isEmpty()) {
            return;
        }
        Set<HostName> all = new LinkedHashSet<>(among);
        all.addAll(asked);
        List<HostView> views = questions.views(new LinkedHashSet<>(among), all);
        if (views.isEmpty()) {
            return;
        }
        long now = questions.sleeper().nanoTime();
        for (HostName name : asked) {
            Set<HostName> leadsTo = new LinkedHashSet<>();
            for (HostName host : among) {
                boolean one = views.stream()
                        .anyMatch(v -> v.joins(name, host) || (v.host().equals(host) && v.isMe(name)));
                if (one) {
                    leadsTo.add(host);
                }
            }
            Set<String> stands =
                    views.stream().flatMap(v -> v.of(name).stream()).collect(Collectors.toCollection(TreeSet::new));
            // A host that is away can't answer, and its last answer is still the best there is.
            boolean allAsked = views.size() == new LinkedHashSet<>(among).size();
            if (!leadsTo.isEmpty() || allAsked) {
                names.put(name, new Known(Set.copyOf(among), leadsTo, stands, now));
            }
        }
    }

    /** Asks a host whether two paths lead to one directory. */
    public void learn(InstanceLocation place, DataDirectory other, NameQuestions questions)
            throws InterruptedException {
        Paths paths = new Paths(place.host(), place.dataDirectory(), other);
        Optional<Boolean> one = questions.oneDirectory(place.host(), place.dataDirectory(), other);
        if (one.isPresent()) {
            onePath.remove(paths);
        }
        if (one.filter(o -> o).isPresent()) {
            onePath.put(paths, questions.sleeper().nanoTime());
        }
    }

    /** Whether an answer is older than a minute. */
    public boolean isOld(NameQuestions questions) {
        if (names.isEmpty() && onePath.isEmpty()) {
            return false;
        }
        long now = questions.sleeper().nanoTime();
        return names.values().stream().anyMatch(k -> now - k.at() > FRESH.toNanos())
                || onePath.values().stream().anyMatch(at -> now - at > FRESH.toNanos());
    }

    /** Asks anew where the answer is older than a minute; nothing where all is fresh. */
    public void refresh(NameQuestions questions) throws InterruptedException {
        long now = questions.sleeper().nanoTime();
        for (Map.Entry<HostName, Known> e : Map.copyOf(names).entrySet()) {
            if (now - e.getValue().at() > FRESH.toNanos()) {
                learn(List.of(e.getKey()), e.getValue().compared(), questions);
            }
        }
        for (Map.Entry<Paths, Long> e : Map.copyOf(onePath).entrySet()) {
            if (now - e.getValue() > FRESH.toNanos()) {
                Paths p = e.getKey();
                learn(new InstanceLocation(p.host(), 1, p.a()), p.b(), questions);
            }
        }
    }

    /** Says of a name that is none of those hosts what it leads to, and what to write; empty for one that is. */
    public Optional<String> fault(HostName name, Collection<HostName> among) {
        if (among.contains(host(name, among))) {
            return Optional.empty();
        }
        Known known = names.get(name);
        List<String> hosts = new ArrayList<>();
        new LinkedHashSet<>(among).forEach(h -> hosts.add(h.value()));
        if (known == null) {
            return Optional.of("whether " + name + " is one of " + hosts + " could not be asked of these hosts");
        }
        if (known.leadsTo().size() > 1) {
            return Optional.of("the name " + name + " leads to " + known.leadsTo() + " alike, by the addresses "
                    + known.stands() + " that hosts take it for; give each host a name of its own");
        }
        return Optional.of(
                known.stands().isEmpty()
                        ? "the name " + name + " leads nowhere: none of " + hosts + " knows it"
                        : "the name " + name + " stands for " + known.stands() + ", which none of " + hosts
                                + " has; if it is one of them, make it lead there, or write " + name
                                + " in the cluster's specification");
    }
}
