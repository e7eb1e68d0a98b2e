package io.github.gpfailover.core.internal.identity;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.spi.ObservationRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a catalog in the spelling of those who asked. It exists because the catalog has names of its own for hosts, two for each, and
 * paths of its own for directories; a server with two spellings would count twice.
 */
public final class CatalogNames {

    /**
     * The rows, and where their names contradict each other or lead to nowhere.
     *
     * @param rows the rows, in their order
     * @param faults one sentence each
     */
    public record Told(List<CatalogRow> rows, List<String> faults) {

        /** Copies the lists. */
        public Told {
            rows = List.copyOf(rows);
            faults = List.copyOf(faults);
        }
    }

    private final Identities identities;
    private final Optional<NameQuestions> questions;

    /** Goes by the catalog's own pairs of names alone. */
    public CatalogNames() {
        this(new Identities(), Optional.empty());
    }

    /** Asks hosts too. */
    public CatalogNames(Identities identities, NameQuestions questions) {
        this(identities, Optional.of(questions));
    }

    private CatalogNames(Identities identities, Optional<NameQuestions> questions) {
        this.identities = identities;
        this.questions = questions;
    }

    /** Gives the rows that a master reported. */
    public Told told(ObservationRequest request, List<CatalogRow> rows) throws InterruptedException {
        Map<HostName, HostName> known = known(request);
        if (rows.stream().allMatch(r -> plain(r, known, request.instances()))) {
            return new Told(rows, List.of());
        }
        List<String> faults = new ArrayList<>();
        learn(rows, known.keySet(), faults);
        List<CatalogRow> all = new ArrayList<>(rows.size());
        for (CatalogRow row : rows) {
            all.add(spelled(row, request.instances(), known, faults));
        }
        oneEach(all, faults);
        return new Told(all, faults);
    }

    /** Says why a master's own row is not found at its location; empty if nothing is known of it. */
    public Optional<String> whyElsewhere(InstanceLocation master, CatalogRow row, ObservationRequest request) {
        if (row.location().host().equals(master.host())) {
            return Optional.empty();
        }
        return identities.fault(row.location().host(), known(request).keySet());
    }

    private static Map<HostName, HostName> known(ObservationRequest request) {
        Map<HostName, HostName> known = new LinkedHashMap<>();
        request.cluster().masterLocations().forEach(l -> known.putIfAbsent(l.host(), l.host()));
        request.instances().forEach(l -> known.putIfAbsent(l.host(), l.host()));
        request.cluster().segmentHosts().forEach(h -> known.putIfAbsent(h, h));
        return known;
    }

    /** Whether nothing has to be done for a row, as for nearly all. */
    private static boolean plain(CatalogRow row, Map<HostName, HostName> known, List<InstanceLocation> places) {
        HostName host = row.location().host();
        HostName spelling = known.get(host);
        boolean spelled = spelling != null && spelling.value().equals(host.value());
        if (!row.isMasterOrStandby()) {
            return spelled;
        }
        return spelled && row.address().equals(host.value()) && places.contains(row.location());
    }

    private void learn(List<CatalogRow> rows, Set<HostName> known, List<String> faults) throws InterruptedException {
        if (questions.isEmpty()) {
            return;
        }
        List<HostName> unknown = new ArrayList<>();
        for (CatalogRow row : rows) {
            HostName host = row.location().host();
            boolean byAddress = address(row).filter(known::contains).isPresent();
            if (row.isMasterOrStandby() && !known.contains(host) && !byAddress) {
                unknown.add(host);
                address(row).ifPresent(unknown::add);
            }
        }
        identities.learn(identities.unknown(unknown, known), known, questions.get());
        for (HostName name : unknown) {
            identities.fault(name, known).filter(f -> f.contains(" alike, ")).ifPresent(faults::add);
        }
    }

    private CatalogRow spelled(
            CatalogRow row, List<InstanceLocation> places, Map<HostName, HostName> known, List<String> faults)
            throws InterruptedException {
        HostName host = row.location().host();
        HostName address = address(row).orElse(host);
        HostName spelling = identities.host(host, address, known.keySet());
        HostName other = identities.host(address, known.keySet());
        if (row.isMasterOrStandby() && known.containsKey(other) && !other.equals(spelling)) {
            faults.add("the catalog calls the host of dbid " + row.dbid() + " both " + host + " and " + address
                    + ", but " + spelling + " and " + other
                    + " are two hosts; correct its row in gp_segment_configuration");
        }
        InstanceLocation at = new InstanceLocation(
                spelling, row.location().port(), row.location().dataDirectory());
        if (row.isMasterOrStandby()) {
            learnDirectory(at, places);
            at = identities.place(at, places);
        }
        return at.host().value().equals(host.value()) && at.equals(row.location()) ? row : row.at(at);
    }

    private void learnDirectory(InstanceLocation at, List<InstanceLocation> places) throws InterruptedException {
        if (questions.isEmpty() || places.contains(identities.place(at, places))) {
            return;
        }
        for (InstanceLocation place : places) {
            if (place.host().equals(at.host()) && place.port() == at.port()) {
                identities.learn(place, at.dataDirectory(), questions.get());
            }
        }
    }

    private static void oneEach(List<CatalogRow> rows, List<String> faults) {
        List<CatalogRow> masters =
                rows.stream().filter(CatalogRow::isMasterOrStandby).toList();
        for (int i = 1; i < masters.size(); i++) {
            CatalogRow a = masters.get(0);
            CatalogRow b = masters.get(i);
            if (a.location().equals(b.location())) {
                faults.add("the catalog's rows " + a.dbid() + " and " + b.dbid() + " both lead to " + a.location()
                        + "; a host has one name too many, or its addresses are mixed up");
            }
        }
    }

    /** The row's address, where it can be a host's name. */
    static Optional<HostName> address(CatalogRow row) {
        try {
            return Optional.of(HostName.of(row.address()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
