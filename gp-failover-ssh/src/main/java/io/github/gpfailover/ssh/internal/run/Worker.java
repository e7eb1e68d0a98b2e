package io.github.gpfailover.ssh.internal.run;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.spi.Command;
import io.github.gpfailover.spi.OutputListener.Stream;
import io.github.gpfailover.ssh.internal.line.Deadline;
import io.github.gpfailover.ssh.internal.line.HostConnection;
import io.github.gpfailover.ssh.internal.line.Sessions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import net.schmizz.sshj.common.SSHException;

/**
 * A process on a host that was logged in once, and runs one command after the other. It exists because a login for each command costs more
 * than most commands. Thread-safe.
 */
final class Worker implements ChannelEvents, Sessions.Kept, WorkerFrames.Target {

    /** How old the environment of a command may be, which is that of the worker's login. */
    static final Duration LONGEST_LIFE = Duration.ofMinutes(1);

    private static final int FRAME = WorkerFrames.header('g', 0).length;
    private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int MOST_NOISE = 4096;
    private static final int NOISE_PORTION = 64 * 1024;
    private static final long LAST_INPUT_MILLIS = 100;

    private final HostConnection wire;
    private final Executor io;
    private final Workers owner;
    private final Permit permit;
    private final CommandChannel channel;
    private final Preamble preamble;
    private final WorkerFrames frames;
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    private final long madeAt = System.nanoTime();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean ready;
    private volatile boolean over;
    private volatile Receiver turn;
    private CountDownLatch fed = new CountDownLatch(0);
    private boolean windowLow;
    private int noise;

    /** Makes one whose session is counted already. */
    Worker(HostConnection wire, Executor io, String mark, Workers owner) {
        this.wire = wire;
        this.io = io;
        this.owner = owner;
        permit = new Permit(wire, true);
        channel = new CommandChannel(wire, this, this::released);
        preamble = new Preamble(mark);
        frames = new WorkerFrames(mark, this);
    }

    /** Sends the line that starts it; false if the server did not open a session in time. What comes of it is told to the owner. */
    boolean start(String line, Deadline deadline) throws SSHException {
        if (!channel.open(deadline.left())) {
            return false;
        }
        channel.run(line);
        return true;
    }

    /** Gives how long ago it was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - madeAt);
    }

    // Asked while the sessions are locked, so it must not wait.
    @Override
    public boolean usable() {
        return ready && !over && turn == null && owner.serve() && age().compareTo(LONGEST_LIFE) < 0;
    }

    /** Closes the session. A command that runs on it goes on. */
    @Override
    public void drop() {
        Receiver unused = end();
        // One that does not end, as it hangs, counts among what hangs there.
        owner.soon(permit::leave);
        channel.leave(io);
    }

    /** Ends it while a command may run on it: the server may go on with its session. */
    void leave() {
        permit.leave();
        drop();
        wire.commandEnded();
    }

    /**
     * Has it make a process for a command, and lets that begin; false if the worker is gone or hangs, and the command will not run.
     *
     * @throws SSHException if the command can't be handed over, and will not run
     */
    boolean begin(Command command, byte[] input, Receiver receiver, Deadline deadline)
            throws SSHException, InterruptedException {
        byte[] words = WorkerFrames.command(command.environment(), command.argv());
        synchronized (this) {
            // One that hangs must not hold up the caller.
            if (over || words.length > channel.getRemoteWinSize()) {
                return false;
            }
            turn = receiver;
        }
        if (!channel.write(words, 0, words.length) || !receiver.awaitBegin(Math.min(BEGIN_NANOS, deadline.left()))) {
            return false;
        }
        CountDownLatch done = new CountDownLatch(1);
        fed = done;
        boolean small = input.length <= Math.min(CommandChannel.SMALL_INPUT, channel.getRemoteWinSize() - 3L * FRAME);
        ByteBuffer first = ByteBuffer.allocate(3 * FRAME + (small ? input.length : 0));
        first.put(WorkerFrames.header('g', 0));
        if (small) {
            first.put(WorkerFrames.header('i', input.length)).put(input).put(WorkerFrames.header('e', 0));
            done.countDown();
        }
        if (!channel.write(first.array(), 0, first.position())) {
            // Whether the beginning of it went out is not known.
            receiver.broke(new IllegalStateException("its session was closed"));
        }
        if (!small) {
            // A program that doesn't read its input must not hold up the thread that reads its output.
            io.execute(() -> feed(input, receiver, done));
        }
        return true;
    }

    private void feed(byte[] input, Receiver receiver, CountDownLatch done) {
        try {
            boolean open = true;
            for (int at = 0; open && at < input.length && !receiver.hasExited(); at += CommandChannel.SMALL_INPUT) {
                int length = Math.min(CommandChannel.SMALL_INPUT, input.length - at);
                open = write('i', input, at, length);
            }
            if (open && write('e', input, 0, 0)) {
                done.countDown();
            }
        } catch (SSHException e) {
            wire.failed(e);
        }
    }

    private boolean write(char kind, byte[] content, int at, int length) throws SSHException {
        byte[] header = WorkerFrames.header(kind, length);
        writing.lock();
        try {
            return channel.write(header, 0, header.length) && channel.write(content, at, at + length);
        } finally {
            writing.unlock();
        }
    }

    /** Sends a frame without content; false if input that nobody reads is in its way. */
    boolean send(char kind) throws InterruptedException {
        if (!writing.tryLock(LAST_INPUT_MILLIS, TimeUnit.MILLISECONDS)) {
            return false;
        }
        try {
            byte[] frame = WorkerFrames.header(kind, 0);
            return channel.getRemoteWinSize() >= frame.length && channel.write(frame, 0, frame.length);
        } catch (SSHException e) {
            wire.failed(e);
            return false;
        } finally {
            writing.unlock();
        }
    }

    /** Gives it back after a command that it says has ended. */
    void giveBack() throws InterruptedException {
        boolean whole = fed.await(LAST_INPUT_MILLIS, TimeUnit.MILLISECONDS);
        channel.openWindow();
        turn = null;
        if (!whole || !usable() || !wire.sessions().keep(this)) {
            drop();
        }
        wire.commandEnded();
    }

    /** Gives its session, for what is done with the command that runs on it. */
    CommandChannel channel() {
        return channel;
    }

    @Override
    public void data(Stream stream, byte[] bytes, int offset, int length, boolean low) {
        windowLow = low;
        if (stream == Stream.STDERR) {
            synchronized (complaints) {
                complaints.write(bytes, offset, Math.min(length, MOST_NOISE - complaints.size()));
            }
        } else if (!over) {
            int own = preamble.pass(bytes, offset, length);
            if (own >= 0 && !ready) {
                ready = true;
                owner.ready(this);
            }
            if (own >= 0 && !frames.take(bytes, own, offset + length - own)) {
                owner.disturbed(turn != null);
                spoil();
            }
        }
        if (turn != null) {
            noise += stream == Stream.STDERR ? length : 0;
            if (noise >= NOISE_PORTION) {
                // The caller lets the other side send more as it takes the output, which this is not.
                int more = noise;
                noise = 0;
                io.execute(() -> channel.widenWindow(more));
            }
        } else if (low) {
            noise = 0;
            io.execute(channel::openWindow);
        }
    }

    @Override
    public void output(boolean stdout, byte[] bytes, int offset, int length) {
        Receiver now = turn;
        if (now != null) {
            now.data(stdout ? Stream.STDOUT : Stream.STDERR, bytes, offset, length, windowLow);
        }
    }

    @Override
    public void told(char kind, byte[] content) {
        Receiver now = turn;
        if (now == null) {
            return;
        }
        switch (kind) {
            case 'b' -> now.begun(new String(content, StandardCharsets.US_ASCII));
            case 's' -> now.ended(ByteBuffer.wrap(content).getInt());
            case 'x' -> now.worked();
            case 'r' -> now.running();
            case 'f' -> now.notStarted(new String(content, StandardCharsets.UTF_8));
            default -> spoil();
        }
    }

    /** Ends it because its stream holds what it has not written: something that the login left behind prints there. */
    private void spoil() {
        Receiver lost = turn;
        if (lost != null) {
            lost.broke(new IllegalStateException("something that the login has left behind prints among the outputs"));
        }
        drop();
    }

    @Override
    public void exited() {
        // The end of its output tells. It does not come where something that the login left behind holds that open.
        owner.soon(this::ended);
    }

    @Override
    public void ended() {
        broke(new IllegalStateException("it exited"));
    }

    @Override
    public void closed() {
        ended();
    }

    @Override
    public void refused() {
        drop();
    }

    @Override
    public void broke(Throwable why) {
        Receiver last = end();
        if (last != null) {
            last.broke(why);
        }
    }

    /** Takes no more commands; gives that which runs on it, or null. */
    private Receiver end() {
        boolean first;
        boolean wasReady;
        Receiver last;
        synchronized (this) {
            first = !over;
            over = true;
            wasReady = ready;
            last = turn;
        }
        if (first) {
            boolean unused = wire.sessions().forget(this);
            owner.ended(this, wasReady);
        }
        return last;
    }

    /** Its session is closed, or was never opened. */
    void released() {
        permit.release();
        wire.commandEnded();
    }

    /** Gives what was said instead of a sign that it is there. */
    String noise() {
        String said;
        synchronized (complaints) {
            said = preamble.noise() + complaints.toString(StandardCharsets.UTF_8);
        }
        String stripped = said.stripTrailing();
        String last = stripped.substring(stripped.lastIndexOf('\n') + 1);
        return last.isEmpty() ? "the login's shell ended and said nothing" : "the login said " + Checks.shown(last);
    }
}
