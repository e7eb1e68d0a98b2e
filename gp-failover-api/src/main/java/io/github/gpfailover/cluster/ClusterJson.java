package io.github.gpfailover.cluster;

import io.github.gpfailover.internal.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a snapshot: times in ISO 8601, positions as text, ages in milliseconds. It keeps that form in one place.
 */
final class ClusterJson {

    private ClusterJson() {}

    static String of(ClusterState s) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("observedAt", s.observedAt());
        all.put("summary", s.summary());
        all.put("version", text(s.version()));
        all.put("servers", s.instances().stream().map(ClusterJson::server).toList());
        all.put("catalog", s.catalog().stream().map(ClusterJson::row).toList());
        all.put("replication", s.replication().map(ClusterJson::stream).orElse(null));
        all.put("sightings", s.sightings().stream().map(ClusterJson::sighting).toList());
        all.put("evidence", evidence(s.evidence()));
        all.put("conflicts", s.conflicts());
        all.put("diagnosis", s.diagnosis());
        all.put("unknowns", s.unknowns());
        return Json.write(all);
    }

    private static Map<String, Object> server(InstanceState i) {
        Map<String, Object> all = place(i.location());
        all.put("liveness", i.liveness().status());
        all.put("role", i.role());
        all.put("position", text(i.position()));
        all.put("received", text(i.received()));
        all.put("timeline", i.timeline().isPresent() ? i.timeline().getAsInt() : null);
        all.put("processes", i.processes().stream().map(ClusterJson::process).toList());
        all.put("evidence", evidence(i.liveness().evidence()));
        return all;
    }

    private static Map<String, Object> process(ServerProcess p) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("pid", p.pid());
        all.put("parentPid", p.parentPid());
        all.put("kind", p.kind());
        all.put("title", p.title());
        return all;
    }

    private static Map<String, Object> row(CatalogRow r) {
        Map<String, Object> all = place(r.location());
        all.put("dbid", r.dbid());
        all.put("content", r.content());
        all.put("role", r.role());
        all.put("preferredRole", r.preferredRole());
        all.put("synchronised", r.synchronised());
        all.put("up", r.up());
        all.put("address", r.address());
        r.unreadable().ifPresent(u -> all.put("unreadable", u));
        return all;
    }

    private static Map<String, Object> stream(ReplicationState r) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("state", r.state());
        all.put("syncState", r.syncState());
        all.put("sent", text(r.sent()));
        all.put("write", text(r.write()));
        all.put("flush", text(r.flush()));
        all.put("replay", text(r.replay()));
        all.put("masterPosition", text(r.masterPosition()));
        all.put("lagBytes", r.lagBytes().isPresent() ? r.lagBytes().getAsLong() : null);
        all.put("movedMillisAgo", millis(r.freshness().moved()));
        all.put("answeredMillisAgo", millis(r.freshness().answered()));
        all.put("source", r.source());
        all.put("at", r.at());
        return all;
    }

    private static Map<String, Object> sighting(Sighting x) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("from", x.from());
        all.put("server", x.server());
        all.put("answer", x.answer());
        all.put("statement", x.statement());
        all.put("at", x.at());
        return all;
    }

    private static List<Map<String, Object>> evidence(List<Evidence> list) {
        return list.stream()
                .map(e -> {
                    Map<String, Object> all = new LinkedHashMap<>();
                    all.put("kind", e.kind());
                    all.put("about", e.about());
                    all.put("source", e.source());
                    all.put("statement", e.statement());
                    all.put("at", e.at());
                    return all;
                })
                .toList();
    }

    private static Map<String, Object> place(InstanceLocation at) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("host", at.host());
        all.put("port", at.port());
        all.put("dataDirectory", at.dataDirectory());
        return all;
    }

    private static @Nullable Long millis(Optional<Duration> age) {
        return age.map(Duration::toMillis).orElse(null);
    }

    private static @Nullable String text(Optional<?> value) {
        return value.map(Object::toString).orElse(null);
    }
}
