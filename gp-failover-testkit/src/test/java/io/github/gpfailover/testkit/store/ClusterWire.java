package io.github.gpfailover.testkit.store;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.CommandResult;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** How commands, their results and their failures are written between a test and the engine in another process. */
final class ClusterWire {

    /** What is asked for. */
    enum Ask {
        EXECUTE,
        SLEEP,
        NANO_TIME,
        INSTANT
    }

    private ClusterWire() {}

    static void write(DataOutputStream out, Command c) throws IOException {
        list(out, c.program());
        text(out, c.environmentScript());
        text(out, c.session().map(Command.Session::host));
        text(out, c.session().map(Command.Session::dataDirectory));
        out.writeBoolean(c.systemProgram());
        list(out, List.copyOf(c.environment().keySet()));
        list(out, List.copyOf(c.environment().values()));
        text(out, c.stdin());
        out.writeBoolean(c.secretStdin());
        out.writeLong(c.timeout().toNanos());
        out.writeBoolean(c.mutating());
    }

    static Command command(DataInputStream in) throws IOException {
        Command.Builder c = Command.builder(list(in));
        text(in).ifPresent(c::sourcing);
        Optional<String> host = text(in);
        Optional<String> directory = text(in);
        host.ifPresent(h -> c.session(h, directory.orElseThrow()));
        if (in.readBoolean()) {
            c.systemProgram();
        }
        Map<String, String> environment = new LinkedHashMap<>();
        List<String> names = list(in);
        List<String> values = list(in);
        for (int i = 0; i < names.size(); i++) {
            environment.put(names.get(i), values.get(i));
        }
        environment.forEach(c::variable);
        Optional<String> stdin = text(in);
        boolean secret = in.readBoolean();
        stdin.ifPresent(t -> {
            if (secret) {
                c.secretStdin(t);
            } else {
                c.stdin(t);
            }
        });
        c.timeout(Duration.ofNanos(in.readLong()));
        if (in.readBoolean()) {
            c.mutating();
        }
        return c.build();
    }

    static void write(DataOutputStream out, CommandResult r) throws IOException {
        out.writeBoolean(true);
        out.writeBoolean(r.exitCode().isPresent());
        out.writeInt(r.exitCode().orElse(0));
        text(out, Optional.of(r.stdout()));
        text(out, Optional.of(r.stderr()));
        out.writeLong(r.elapsed().toNanos());
    }

    static void write(DataOutputStream out, TransportException e) throws IOException {
        out.writeBoolean(false);
        out.writeUTF(e.reason().name());
        out.writeUTF(e.phase().name());
        text(out, Optional.of(e.host().value()));
        text(out, Optional.of(e.getMessage()));
    }

    /** Reads a result, or throws the failure that stands there instead. */
    static CommandResult result(DataInputStream in) throws IOException {
        if (in.readBoolean()) {
            boolean known = in.readBoolean();
            int code = in.readInt();
            return CommandResult.of(
                    known ? OptionalInt.of(code) : OptionalInt.empty(),
                    text(in).orElseThrow(),
                    text(in).orElseThrow(),
                    Duration.ofNanos(in.readLong()));
        }
        TransportException.Reason reason = TransportException.Reason.valueOf(in.readUTF());
        TransportException.Phase phase = TransportException.Phase.valueOf(in.readUTF());
        throw new TransportException(reason, phase, HostName.of(text(in).orElseThrow()), text(in).orElseThrow(), null);
    }

    static void text(DataOutputStream out, Optional<String> text) throws IOException {
        byte[] bytes = text.map(t -> t.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
        out.writeInt(text.isPresent() ? bytes.length : -1);
        out.write(bytes);
    }

    static Optional<String> text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? Optional.empty() : Optional.of(new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static void list(DataOutputStream out, List<String> all) throws IOException {
        out.writeInt(all.size());
        for (String each : all) {
            text(out, Optional.of(each));
        }
    }

    private static List<String> list(DataInputStream in) throws IOException {
        int size = in.readInt();
        List<String> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(text(in).orElseThrow());
        }
        return all;
    }
}
