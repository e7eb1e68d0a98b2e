package io.github.gpfailover.testkit.scenario;

import io.github.gpfailover.FailoverListener;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import io.github.gpfailover.spi.CommandTransport;
import io.github.gpfailover.testkit.SimulatedCluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** All that the explorer lets go wrong with one command. */
public final class SingleFaults {

    public static final String DEATH = "the controller dies";
    public static final String OPERATOR = "an operator starts the old master";

    private static final int MOST_COMMANDS = 5_000;

    private SingleFaults() {}

    /** What goes wrong with the command that it is handed. */
    public interface Fault {
        CommandResult strike(SimulatedCluster cluster, HostName host, Command command) throws InterruptedException;
    }

    /** Something happens to the cluster just before the command, and stays so. */
    public record Outage(Consumer<SimulatedCluster> what) implements Fault {

        @Override
        public CommandResult strike(SimulatedCluster cluster, HostName host, Command command)
                throws InterruptedException {
            try {
                what.accept(cluster);
            } catch (IllegalStateException e) {
                // It can't happen in this state: nothing runs there to be killed or started.
            }
            return cluster.execute(host, command);
        }
    }

    /** The end of the program that the engine runs in: nothing of it may catch this. */
    public static final class Died extends ThreadDeath {
        private static final long serialVersionUID = 1L;
    }

    /** The cluster, with one fault at one of its commands. */
    public static final class Striking implements CommandTransport, FailoverListener {

        private final SimulatedCluster cluster;
        public final Fault fault;
        public int at;
        public int sent;
        public int sentToChange;
        private int sentInSteps;
        public String struck = "nothing";
        public String executionId = "";
        public final boolean outage;

        public Striking(SimulatedCluster cluster, Fault fault, int at) {
            this.cluster = cluster;
            this.fault = fault;
            this.at = at;
            outage = fault instanceof Outage;
        }

        @Override
        public CommandResult execute(HostName host, Command command) throws InterruptedException {
            if (sent > MOST_COMMANDS) {
                throw new IllegalStateException("this never ends: " + MOST_COMMANDS + " commands");
            }
            sentToChange += command.mutating() ? 1 : 0;
            if (sent++ != at) {
                return cluster.execute(host, command);
            }
            struck = host + ": " + command;
            return fault.strike(cluster, host, command);
        }

        @Override
        public void planStarted(PlanStarted event) {
            executionId = event.executionId();
        }

        @Override
        public void stepEnded(StepEnded event) {
            sentInSteps = sent;
        }

        /** Whether there was an observation of the cluster after the fault. */
        public boolean struckWithinAStep() {
            return at < sentInSteps;
        }
    }

    public static Map<String, Fault> all() {
        Map<String, Fault> all = new LinkedHashMap<>();
        all.put("nothing", SimulatedCluster::execute);
        all.put("no connection", (c, h, x) -> gone(c, h, Reason.NO_ANSWER, Duration.ofSeconds(5)));
        all.put("time-out before the effect", (c, h, x) -> gone(c, h, Reason.TIMEOUT, x.timeout()));
        all.put("lost before the effect", (c, h, x) -> gone(c, h, Reason.LOST, Duration.ofMillis(10)));
        all.put("lost after the effect", (c, h, x) -> {
            c.execute(h, x);
            return gone(c, h, Reason.LOST, Duration.ZERO);
        });
        all.put("garbled", (c, h, x) -> said(c.execute(h, x), 0, "\u0001\uFFFD|||\n"));
        all.put("empty", (c, h, x) -> said(c.execute(h, x), 0, ""));
        all.put("not run, exit 0", (c, h, x) -> CommandResult.of(0, "", "", Duration.ZERO));
        all.put("not run, exit 1", (c, h, x) -> CommandResult.of(1, "", "", Duration.ZERO));
        all.put("exit 1 after the effect", (c, h, x) -> said(c.execute(h, x), 1, "", "trouble"));
        all.put("cut short with exit 1", (c, h, x) -> cutShort(x, c.execute(h, x)));
        all.put(DEATH + " before the effect", (c, h, x) -> {
            throw new Died();
        });
        all.put(DEATH + " after the effect", (c, h, x) -> {
            c.execute(h, x);
            throw new Died();
        });
        for (String host : List.of("mdw", "smdw")) {
            all.put("power off " + host, new Outage(c -> c.powerOff(host)));
            all.put("kill " + host, new Outage(c -> c.kill(host)));
            all.put("hang " + host, new Outage(c -> c.hang(host)));
            all.put("cut controller - " + host, new Outage(c -> c.cut("controller", host)));
            all.put(
                    "kill soon " + host,
                    new Outage(c -> c.clock().schedule(Duration.ofMillis(20), () -> alive(c, host))));
        }
        all.put("cut mdw - smdw", new Outage(c -> c.cut("mdw", "smdw")));
        all.put("cut smdw - sdw1", new Outage(c -> c.cut("smdw", "sdw1")));
        all.put(OPERATOR, new Outage(c -> {
            if (c.truth().masterHost().equals(Optional.of(HostName.of("smdw")))) {
                c.server("mdw").start();
            }
        }));
        return all;
    }

    private static void alive(SimulatedCluster cluster, String host) {
        try {
            cluster.kill(host);
        } catch (IllegalStateException e) {
            // Nothing runs there any more.
        }
    }

    private static CommandResult gone(SimulatedCluster cluster, HostName host, Reason reason, Duration after) {
        cluster.clock().advance(after);
        throw new TransportException(reason, host, "ordered", null);
    }

    private static CommandResult said(CommandResult r, int status, String... out) {
        return CommandResult.of(status, out[0], out.length > 1 ? out[1] : r.stderr(), r.elapsed());
    }

    /** Half of the lines; of a process table, as on a running host, those of the system, which come first. */
    private static CommandResult cutShort(Command command, CommandResult r) {
        List<String> lines = r.stdout().lines().toList();
        String half = command.program().get(0).equals("ps")
                ? lines.get(0) + "\nroot           1       0  0 05:05 ?        00:00:01 /sbin/init\n"
                : String.join("\n", lines.subList(0, lines.size() / 2)) + "\n";
        return said(r, 1, half, r.stderr());
    }
}
