package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/** A cluster at whose commands something happens: once each, at the first command that contains a certain text. */
final class Hooked implements CommandTransport {

    private record Hook(String words, boolean changing, Runnable before, UnaryOperator<CommandResult> answer) {}

    private final SimulatedCluster cluster;
    private final List<Hook> hooks = new ArrayList<>();
    final List<String> sent = new ArrayList<>();

    Hooked(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** Something happens right before the first command that changes something and contains that text. */
    Hooked before(String words, Runnable what) {
        hooks.add(new Hook(words, true, what, r -> r));
        return this;
    }

    /** Something happens right after it. */
    Hooked after(String words, Runnable what) {
        return answering(words, r -> {
            what.run();
            return r;
        });
    }

    /** Its answer is another one; the operator may throw. */
    Hooked answering(String words, UnaryOperator<CommandResult> answer) {
        hooks.add(new Hook(words, true, () -> {}, answer));
        return this;
    }

    /** The answer to the first question that contains that text is another one. */
    Hooked answeringQuestion(String words, UnaryOperator<CommandResult> answer) {
        hooks.add(new Hook(words, false, () -> {}, answer));
        return this;
    }

    @Override
    public CommandResult execute(HostName host, Command command) throws InterruptedException {
        String words = host + ": " + command;
        List<Hook> now = new ArrayList<>();
        Iterator<Hook> all = hooks.iterator();
        while (all.hasNext()) {
            Hook hook = all.next();
            if (hook.changing() == command.mutating() && words.contains(hook.words())) {
                all.remove();
                now.add(hook);
            }
        }
        now.forEach(h -> h.before().run());
        if (command.mutating()) {
            sent.add(words);
        }
        CommandResult said = cluster.execute(host, command);
        for (Hook hook : now) {
            said = hook.answer().apply(said);
        }
        return said;
    }

    /** How many commands that change something contained that text. */
    long sent(String words) {
        return sent.stream().filter(s -> s.contains(words)).count();
    }
}
