package io.github.gpfailover.core.internal.join;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.JoinCommands;
import io.github.gpfailover.core.internal.dialect.StandbyFile;
import io.github.gpfailover.core.internal.inspect.FileText;
import io.github.gpfailover.core.internal.inspect.FileThere;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files that make a directory a standby's. What is right already is left, what is in the way is renamed, and
 * nothing is overwritten or deleted.
 */
final class JoinFiles {

    // More than two commands take on a host that answers.
    private static final Duration ROUND = Duration.ofSeconds(35);

    private final InstanceLocation at;
    private final StepContext now;
    private final JoinCommands commands;
    private final String stamp;

    JoinFiles(InstanceLocation at, StepContext now) {
        this.at = at;
        this.now = now;
        this.commands = now.dialect().joining();
        this.stamp = now.stamp();
    }

    /** The files of a standby of that master. */
    List<StandbyFile> wanted(InstanceLocation master, int dbid) {
        List<StandbyFile> all = new ArrayList<>(List.of(commands.dbid(dbid)));
        all.addAll(commands.standbyFiles(master));
        return all;
    }

    /**
     * What brings the directory to where it is a standby's, in the order in which it is to be sent; what is there is read side by
     * side.
     *
     * @param left what a promotion left behind there, and must not stay
     */
    List<HostCommand> toward(Optional<String> left, List<StandbyFile> wanted) throws InterruptedException {
        List<Sleeper.Task<List<HostCommand>>> questions = new ArrayList<>();
        left.ifPresent(name -> questions.add(() -> has(name) ? List.of(aside(name)) : List.of()));
        wanted.forEach(file -> questions.add(() -> toward(file)));
        return answers(questions).stream().flatMap(List::stream).toList();
    }

    /** The first file that does not hold what it is to hold; they are read side by side. */
    Optional<StandbyFile> wrong(List<StandbyFile> wanted) throws InterruptedException {
        List<Sleeper.Task<Boolean>> questions = new ArrayList<>();
        wanted.forEach(file ->
                questions.add(() -> right(file, now.inspection().ask(new FileText(at.host(), path(file.name()))))));
        List<Boolean> right = answers(questions);
        return wanted.stream().filter(f -> !right.get(wanted.indexOf(f))).findFirst();
    }

    /** What was asked side by side; what was not answered in time counts as not known. */
    private <T> List<T> answers(List<Sleeper.Task<T>> questions) throws InterruptedException {
        List<T> all = new ArrayList<>();
        for (Optional<T> answer : now.sleeper().together(questions, ROUND)) {
            all.add(answer.orElseThrow(() -> new UnreadableOutputException(
                    at.host(), "cat", "the text of a file", "no answer within " + ROUND.toSeconds() + " s")));
        }
        return all;
    }

    /** What brings a file to what it is to hold; nothing if it is so. */
    private List<HostCommand> toward(StandbyFile file) throws InterruptedException {
        String path = path(file.name());
        Optional<String> text = now.inspection().ask(new FileText(at.host(), path));
        if (right(file, text)) {
            return List.of();
        }
        List<HostCommand> all = new ArrayList<>();
        if (file.added()) {
            all.add(new HostCommand(at.host(), commands.append(path, file.text())));
            return all;
        }
        if (text.isPresent()) {
            all.add(aside(file.name()));
        }
        all.add(new HostCommand(at.host(), commands.writeNew(path, file.text())));
        return all;
    }

    private static boolean right(StandbyFile file, Optional<String> text) {
        return text.filter(t -> file.added() ? t.endsWith(file.text()) : t.equals(file.text()))
                .isPresent();
    }

    /**
     * What puts back the files that were renamed for this context, in the order in which it is to be sent; what was half written instead
     * of them, or where nothing was, is renamed. A rename needs no space.
     *
     * @param left what a promotion left behind there
     */
    List<HostCommand> back(Optional<String> left, List<StandbyFile> wanted) throws InterruptedException {
        List<String> names = new ArrayList<>();
        left.ifPresent(names::add);
        wanted.stream().filter(f -> !f.added()).map(StandbyFile::name).forEach(names::add);
        List<HostCommand> all = new ArrayList<>();
        for (String name : names) {
            boolean moved = now.inspection()
                    .ask(new FileThere(at.host(), path(JoinCommands.asideName(name, stamp))))
                    .orElse(false);
            boolean empty = now.inspection()
                    .ask(new FileText(at.host(), path(name)))
                    .filter(String::isBlank)
                    .isPresent();
            if (moved || empty) {
                boolean there = now.inspection()
                        .ask(new FileThere(at.host(), path(name)))
                        .orElse(false);
                if (there) {
                    all.add(new HostCommand(
                            at.host(), now.dialect().rename(path(name), path(name + ".unwritten-" + stamp))));
                }
            }
            if (moved) {
                all.add(new HostCommand(
                        at.host(), now.dialect().rename(path(JoinCommands.asideName(name, stamp)), path(name))));
            }
        }
        return all;
    }

    /** The name of a file that is renamed out of the way; the same within one context. */
    String asideName(String path) {
        return JoinCommands.asideName(path, stamp);
    }

    /** Renames a file that must not be there. */
    HostCommand aside(String name) {
        return new HostCommand(at.host(), now.dialect().rename(path(name), path(JoinCommands.asideName(name, stamp))));
    }

    /** Whether a file is there; where that can't be determined, it counts as there. */
    boolean has(String name) throws InterruptedException {
        return now.inspection().ask(new FileThere(at.host(), path(name))).orElse(true);
    }

    private String path(String name) {
        return at.dataDirectory().file(name);
    }
}
