package io.github.gpfailover.core.internal.identity;

import io.github.gpfailover.cluster.DataDirectory;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Questions to hosts about what names and paths stand for there. A host that can't be asked has no view, and never a wrong one.
 *
 * @param transport reaches the hosts
 * @param sleeper does things side by side
 */
public record NameQuestions(CommandTransport transport, Sleeper sleeper) {

    private static final Duration QUESTION = Duration.ofSeconds(5);

    /** Asks hosts what names stand for, all side by side. */
    List<HostView> views(Collection<HostName> hosts, Collection<HostName> names) throws InterruptedException {
        Map<HostName, Map<HostName, Set<String>>> resolved = new ConcurrentHashMap<>();
        Map<HostName, Set<String>> own = new ConcurrentHashMap<>();
        List<Sleeper.Task<Boolean>> tasks = new ArrayList<>();
        for (HostName host : hosts) {
            tasks.add(() -> {
                told(host, "ip", "-o", "-4", "addr", "show", "scope", "global")
                        .ifPresent(r -> own.put(host, interfaces(r.stdout())));
                return true;
            });
            for (HostName name : names) {
                tasks.add(() -> {
                    told(host, "getent", "ahosts", name.value())
                            .ifPresent(r -> resolved.computeIfAbsent(host, h -> new ConcurrentHashMap<>())
                                    .put(name, firstWords(r.stdout())));
                    return true;
                });
            }
        }
        sleeper.together(tasks, QUESTION.plusSeconds(1));
        List<HostView> views = new ArrayList<>();
        for (HostName host : hosts) {
            if (resolved.containsKey(host)) {
                views.add(new HostView(host, own.getOrDefault(host, Set.of()), resolved.get(host)));
            }
        }
        return views;
    }

    /** Whether two names are of one host, by the addresses that it has under each; empty where it does not answer. */
    public Optional<Boolean> oneHost(HostName a, HostName b) throws InterruptedException {
        List<HostView> views = views(List.of(a, b), List.of(a, b));
        if (views.size() < 2 || views.stream().anyMatch(v -> v.own().isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(views.get(0).own().equals(views.get(1).own()));
    }

    /** Whether two paths lead to one directory on a host; empty where it does not answer. */
    Optional<Boolean> oneDirectory(HostName host, DataDirectory a, DataDirectory b) throws InterruptedException {
        Optional<CommandResult> told = told(host, "stat", "-L", "-c", "%d:%i %u %U %n", "--", a.path(), b.path());
        Map<String, String> numbers = new HashMap<>();
        told.map(CommandResult::stdout).orElse("").lines().forEach(l -> {
            String[] c = l.split(" ", 4);
            if (c.length == 4) {
                numbers.put(c[3], c[0]);
            }
        });
        return numbers.size() == 2
                ? Optional.of(numbers.get(a.path()).equals(numbers.get(b.path())))
                : Optional.empty();
    }

    private Optional<CommandResult> told(HostName host, String... words) throws InterruptedException {
        try {
            Command command = Command.builder(List.of(words))
                    .variable("LC_ALL", "C")
                    .timeout(QUESTION)
                    .build();
            return Optional.of(transport.execute(host, command));
        } catch (TransportException e) {
            return Optional.empty();
        }
    }

    /** {@code getent}: the address is the first word of each line. */
    private static Set<String> firstWords(String text) {
        Set<String> all = new HashSet<>();
        text.lines().forEach(l -> {
            String word = l.strip().split("\\s+", 2)[0];
            if (!word.isEmpty()) {
                all.add(word);
            }
        });
        return all;
    }

    /** {@code ip -o addr}: the address with its prefix follows the word {@code inet}. */
    private static Set<String> interfaces(String text) {
        Set<String> all = new HashSet<>();
        text.lines().forEach(l -> {
            String[] words = l.strip().split("\\s+", -1);
            for (int i = 0; i + 1 < words.length; i++) {
                if (words[i].equals("inet")) {
                    all.add(words[i + 1].split("/", 2)[0]);
                }
            }
        });
        return all;
    }
}
