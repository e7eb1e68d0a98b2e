package io.github.gpfailover.testkit.pages;

import static io.github.gpfailover.testkit.FailoverAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.FailoverEngine;
import io.github.gpfailover.FailoverPlan;
import io.github.gpfailover.FailoverReport;
import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.ClusterState;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.core.job.JobId;
import io.github.gpfailover.core.probe.DatabasePasswords;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.StateProbe;
import io.github.gpfailover.step.CustomStep;
import io.github.gpfailover.step.Decision;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.RetryPolicy;
import io.github.gpfailover.step.Verdict;
import io.github.gpfailover.testkit.ClusterInvariant;
import io.github.gpfailover.testkit.SimulatedCluster;
import io.github.gpfailover.testkit.SimulatedClusterExtension;
import io.github.gpfailover.testkit.Tolerates;
import io.github.gpfailover.testkit.scenario.Engines;
import io.github.gpfailover.testkit.ssh.SimulatedSshServers;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Java of README.md and of docs, compiled and run, and the table of steps, compared with the steps: the pages can't drift.
 */
@ExtendWith(SimulatedClusterExtension.class)
class ReadmeExampleTest {

    private static final Pattern EXAMPLE = Pattern.compile("<!-- example -->\\s*```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?class (\\w+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)\\(.*\\| \\[`(\\w+)`]\\(([^)]+)\\) \\|$");

    private record Source(String name, String text) {

        JavaFileObject file() {
            String code = text;
            return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return code;
                }
            };
        }
    }

    @Test
    void everyJavaBlockIsAnExampleThatCompiles(@TempDir Path classes) throws IOException {
        List<Source> examples = examples();

        assertThat(examples)
                .extracting(Source::name)
                .containsExactlyInAnyOrder(
                        "MoveTheMaster",
                        "ObserveTheCluster",
                        "ObserveOverSql",
                        "RunDetached",
                        "SeveralSources",
                        "MoveTheClients",
                        "ComeHome",
                        "SurviveADeath",
                        "LeaseInZooKeeper",
                        "LinkCutTest",
                        "LostReplyTest");
        int blocks = 0;
        for (Path page : Pages.all()) {
            blocks += Pages.text(page).split("```java", -1).length - 1;
        }
        assertThat(blocks)
                .as("java blocks without the mark before them are not compiled")
                .isEqualTo(examples.size());
        compile(examples, classes);
    }

    @Test
    @Tolerates(
            value = ClusterInvariant.NOTHING_DELETED,
            reason = "the plan has gpinitstandby -r delete the standby's directory")
    void theExampleOfAPlanMovesTheMaster(SimulatedCluster cluster, @TempDir Path classes) throws Exception {
        List<Source> examples = examples();
        compile(examples, classes);

        try (URLClassLoader loader = loader(classes)) {
            Method move = loader.loadClass("MoveTheMaster").getDeclaredMethod("move", CommandTransport.class);
            move.setAccessible(true);
            FailoverReport report = (FailoverReport) move.invoke(null, cluster);

            assertThat(report).succeeded().mastersWere("mdw", "smdw");
            assertThat(report.finalState()).hasMaster("smdw").hasStandby("mdw");
        }
    }

    @Test
    void theExampleOfAHookHoldsClientsAndSendsThemToTheNewMaster(SimulatedCluster cluster, @TempDir Path classes)
            throws Exception {
        compile(examples(), classes);

        try (URLClassLoader loader = loader(classes)) {
            Method move = loader.loadClass("MoveTheClients")
                    .getDeclaredMethod("move", CommandTransport.class, Consumer.class);
            move.setAccessible(true);
            List<String> console = new ArrayList<>();
            Consumer<String> add = console::add;
            FailoverReport report = (FailoverReport) move.invoke(null, cluster, add);

            assertThat(report).succeeded();
            assertThat(console).containsExactly("PAUSE", "HOST smdw", "RESUME");
        }
    }

    @Test
    void theExampleOfAWayHomeTellsWhichOneWasTaken(SimulatedCluster cluster, @TempDir Path classes) throws Exception {
        compile(examples(), classes);
        try (FailoverEngine engine = Engines.on(cluster)) {
            assertThat(engine.execute(
                            FailoverPlan.builder().stopMaster().activate().build()))
                    .succeeded();
        }

        try (URLClassLoader loader = loader(classes)) {
            Method home = loader.loadClass("ComeHome").getDeclaredMethod("home", CommandTransport.class);
            home.setAccessible(true);

            assertThat((String) home.invoke(null, cluster))
                    .startsWith("FOLLOW, since ")
                    .contains("exactly where timeline 1 was left");
            assertThat(cluster.truth().standbyHost()).contains(HostName.of("mdw"));
        }
    }

    @Test
    void theExampleOverSshObservesAClusterThatSshReaches(
            SimulatedCluster cluster, @TempDir Path classes, @TempDir Path home) throws Exception {
        compile(examples(), classes);
        try (SimulatedSshServers servers = SimulatedSshServers.start(cluster)) {
            Path settings = Files.createDirectory(home.resolve(".ssh"));
            Files.copy(servers.knownHosts(), settings.resolve("known_hosts"));
            Files.copy(servers.privateKey(), settings.resolve("id_ed25519"));
            Files.writeString(
                    settings.resolve("config"),
                    servers.endpoints().stream()
                            .map(e ->
                                    "Host " + e.host() + "\n  HostName " + e.address() + "\n  Port " + e.port() + "\n")
                            .collect(Collectors.joining()));

            Process example = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Duser.home=" + home,
                            "-classpath",
                            classes + File.pathSeparator + System.getProperty("java.class.path"),
                            "ObserveTheCluster")
                    .redirectErrorStream(true)
                    .start();
            example.getOutputStream().close();
            String printed = new String(example.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(printed).contains("master mdw, standby smdw").contains("activate()", "pg_ctl promote");
            assertThat(example.waitFor()).isZero();
            assertThat(servers.refused()).isEmpty();
        }
    }

    @Test
    void theExampleOverSqlCallsWhatDoesNotListenUnknown(@TempDir Path classes) throws Exception {
        compile(examples(), classes);
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        ClusterSpec nobody = ClusterSpec.builder("nobody")
                .master("127.0.0.1", free, "/data/master/gpseg-1")
                .build();

        try (URLClassLoader loader = loader(classes)) {
            Method observe = loader.loadClass("ObserveOverSql")
                    .getDeclaredMethod("observe", ClusterSpec.class, DatabasePasswords.class);
            observe.setAccessible(true);
            ClusterState state = (ClusterState) observe.invoke(null, nobody, DatabasePasswords.none());

            assertThat(state).hasNoMaster().hasLiveness("127.0.0.1", Liveness.Status.UNKNOWN);
        }
    }

    @Test
    void theExampleOfAJobRunsItsCommandOnce(SimulatedCluster cluster, @TempDir Path classes) throws Exception {
        compile(examples(), classes);

        try (URLClassLoader loader = loader(classes)) {
            Method run = loader.loadClass("RunDetached")
                    .getDeclaredMethod("run", CommandTransport.class, HostName.class, JobId.class, Command.class);
            run.setAccessible(true);
            JobId id = JobId.of("readme");
            Command command = Command.of("printf", "%s", "once");
            for (int i = 0; i < 2; i++) {
                CommandResult result = (CommandResult) run.invoke(null, cluster, HostName.of("mdw"), id, command);
                assertThat(result.stdout()).isEqualTo("once");
            }
        }
    }

    @Test
    void theExampleOfSeveralSourcesSeesAClusterWithoutAContradiction(SimulatedCluster cluster, @TempDir Path classes)
            throws Exception {
        compile(examples(), classes);

        try (URLClassLoader loader = loader(classes)) {
            Method over = loader.loadClass("SeveralSources").getDeclaredMethod("over", CommandTransport.class);
            over.setAccessible(true);
            StateProbe probe = (StateProbe) over.invoke(null, cluster);

            ClusterState seen =
                    probe.observe(ObservationRequest.builder(cluster.spec()).build());

            assertThat(seen).hasMaster("mdw").hasStandby("smdw");
            assertThat(seen.conflicts()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LinkCutTest", "LostReplyTest"})
    void theTestsOfTheExampleOfATestPass(String name, @TempDir Path classes) throws Exception {
        List<Source> examples = examples();
        compile(examples, classes);

        try (URLClassLoader loader = loader(classes)) {
            Class<?> shown = loader.loadClass(name);
            Constructor<?> constructor = shown.getDeclaredConstructor();
            constructor.setAccessible(true);
            List<Method> tests = Arrays.stream(shown.getDeclaredMethods())
                    .filter(m -> m.isAnnotationPresent(Test.class))
                    .toList();

            assertThat(tests).isNotEmpty();
            for (Method test : tests) {
                test.setAccessible(true);
                test.invoke(
                        constructor.newInstance(), SimulatedCluster.builder().build());
            }
        }
    }

    @Test
    void theTableOfStepsTellsWhatTheStepsAre() throws IOException {
        List<MatchResult> rows = ROW.matcher(Pages.page("steps.md")).results().toList();
        List<PlanStep> steps = oneOfEach();

        assertThat(rows).extracting(r -> r.group(1)).containsExactlyElementsOf(names(steps));
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).group()).as("defaults of a step").contains(defaults(steps.get(i)));
            assertThat(Pages.root()
                            .resolve("docs")
                            .resolve(rows.get(i).group(3))
                            .normalize())
                    .isRegularFile()
                    .hasFileName(rows.get(i).group(2) + ".java");
        }
    }

    private static List<String> names(List<PlanStep> steps) {
        return steps.stream().map(PlanStep::name).toList();
    }

    private static List<PlanStep> oneOfEach() {
        List<PlanStep> steps = FailoverPlan.builder()
                .checkHealth()
                .checkEnvironment()
                .releaseWaitingCommits()
                .removeStandby()
                .addStandby("smdw")
                .awaitSync()
                .writeCanary()
                .stopMaster()
                .fence()
                .activate()
                .verifyCanary()
                .retireDataDirectory("mdw")
                .releaseFence()
                .startMaster()
                .step(new Nothing())
                .build()
                .steps();
        assertThat(steps).extracting(s -> (Object) s.getClass()).containsOnly((Object[])
                PlanStep.class.getPermittedSubclasses());
        return steps;
    }

    private static String defaults(PlanStep step) {
        RetryPolicy retry = step.options().retry();
        String waits = retry.multiplier() == 1
                ? words(retry.backoff())
                : words(retry.backoff()) + " to " + words(retry.longestBackoff());
        return "| " + words(step.options().deadline()) + " | "
                + (retry.attempts() == 1 ? "1" : retry.attempts() + ", " + waits + " apart") + " |";
    }

    private static String words(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + " ms";
        }
        if (time.toSeconds() < 60) {
            return time.toSeconds() + " s";
        }
        return time.toMinutes() < 60 ? time.toMinutes() + " min" : time.toHours() + " h";
    }

    private static List<Source> examples() throws IOException {
        List<Source> all = new ArrayList<>();
        for (Path page : Pages.all()) {
            Matcher block = EXAMPLE.matcher(Pages.text(page));
            while (block.find()) {
                Matcher name = CLASS.matcher(block.group(1));
                assertThat(name.find()).as("a class in %s", block.group(1)).isTrue();
                all.add(new Source(name.group(1), block.group(1)));
            }
        }
        return all;
    }

    private static void compile(List<Source> sources, Path to) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        // What the class path's own jars name and don't have is none of the examples' faults.
        List<String> options = List.of(
                "-d",
                to.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-Xlint:all,-path,-classfile",
                "-Werror",
                "--release",
                "17");
        try (var files = compiler.getStandardFileManager(found, Locale.ROOT, null)) {
            boolean compiled = compiler.getTask(
                            null,
                            files,
                            found,
                            options,
                            null,
                            sources.stream().map(Source::file).toList())
                    .call();
            assertThat(compiled)
                    .as("the pages' examples compile: %s", found.getDiagnostics())
                    .isTrue();
        }
    }

    private static URLClassLoader loader(Path classes) throws IOException {
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, ReadmeExampleTest.class.getClassLoader());
    }

    private static final class Nothing implements CustomStep {

        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public Decision decide(Context context) {
            return Decision.satisfied("there is nothing to do");
        }

        @Override
        public void act(Context context) {}

        @Override
        public Verdict verify(Context context) {
            return Verdict.holds("nothing was to be done", List.of());
        }
    }
}
