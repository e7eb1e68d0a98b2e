package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.core.internal.script.ClaimScripts;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.SimJob;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The scripts by which a run claims a host and gives it up, and the check of a claim before each command. */
final class ClaimRule {

    private static final int MILLIS = 30;

    private ClaimRule() {}

    static boolean knows(String script) {
        return script.equals(ClaimScripts.CLAIM) || script.equals(ClaimScripts.SWEEP);
    }

    static void run(Call call, String script) {
        call.takes(MILLIS);
        if (script.equals(ClaimScripts.CLAIM)) {
            claim(call);
        } else {
            sweep(call);
        }
    }

    private static void claim(Call call) {
        if (call.words.size() != 12) {
            throw call.unknown("a claim with other parameters");
        }
        List<String> words = call.words;
        if (call.host.missingPrograms.contains("setsid")) {
            call.out.append("claim=lacks the program setsid\nend\n");
            return;
        }
        NavigableMap<Long, String> claims = claims(call, words.get(5) + '/' + words.get(6));
        String realm = words.get(7);
        String own = realm + ' ' + words.get(8) + ' ' + words.get(9);
        for (String value : claims.values()) {
            String[] parts = value.split(" ", 3);
            if (parts[0].equals(realm) && Long.parseLong(parts[1]) > Long.parseLong(words.get(8))) {
                call.out.append("claim=refused ").append(value).append("\nend\n");
                return;
            }
        }
        if (claims.isEmpty() || !claims.lastEntry().getValue().equals(own)) {
            claims.put(claims.isEmpty() ? 1 : claims.lastKey() + 1, own);
        }
        claims.headMap(claims.lastKey() - 1).clear();
        call.out.append("claim=quick ").append(claims.lastKey()).append('\n');
        JobRule.jobs(call, words.get(4)).forEach((id, job) -> {
            if (job.host() == call.host
                    && !job.state().equals("ended")
                    && !id.startsWith(words.get(10))
                    && job.digest.endsWith('@' + words.get(6))) {
                call.out.append("open=").append(id).append('\n');
            }
        });
        call.out.append("end\n");
    }

    private static void sweep(Call call) {
        List<String> words = call.words;
        String place = words.get(4);
        NavigableMap<Long, String> claims = claims(call, place.substring(0, place.lastIndexOf('/')));
        if (claims.lastKey() == number(place)) {
            claims.put(number(words.get(5)), words.get(6));
        }
        Map<String, SimJob> jobs = JobRule.jobs(call, words.get(7));
        words.subList(9, words.size()).forEach(id -> {
            if (jobs.containsKey(id) && jobs.get(id).state().equals("ended")) {
                jobs.remove(id);
            }
        });
        call.out.append("end\n");
    }

    /** Says whether the claim holds no more; the answer is then given. */
    static boolean lost(Call call, String place) {
        NavigableMap<Long, String> claims = claims(call, place.substring(0, place.lastIndexOf('/')));
        if (!claims.isEmpty() && claims.lastKey() == number(place)) {
            return false;
        }
        call.takes(MILLIS);
        call.out.append("run=lost\n");
        if (!claims.isEmpty()) {
            call.out.append(claims.lastEntry().getValue()).append('\n');
        }
        return true;
    }

    private static long number(String place) {
        return Long.parseLong(place.substring(place.lastIndexOf('/') + 1));
    }

    private static NavigableMap<Long, String> claims(Call call, String directory) {
        return call.host.claims.computeIfAbsent(directory, d -> new TreeMap<>());
    }
}
