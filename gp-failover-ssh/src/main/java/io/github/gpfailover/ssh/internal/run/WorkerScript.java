package io.github.gpfailover.ssh.internal.run;

/**
 * The program of a worker on a host: it runs commands one after the other, each as a child with pipes of its own.
 *
 * <p>It is Perl, which Greenplum 6 requires on its hosts ("Platform Requirements", software dependencies), and which can do what a
 * shell can't without a process for each: read a pipe until it is empty, and not until all have closed it. So no process that a command leaves behind can write where another command's output is
 * read, whatever it does: it has none of the worker's descriptors, only the ends of pipes that nobody reads any more.
 *
 * <p>Both sides send frames. To the worker: a letter, a length of 4 bytes, and that many bytes. {@code c} is a command, a list of
 * counted words: variables with their values, then the program with its arguments; {@code g} has it begin; {@code i} is input for it,
 * {@code e} the end of its input; {@code q} asks whether it still runs, {@code k} kills its
 * process group. From the worker: 4 bytes of its mark, a letter, a length, the
 * bytes. {@code b} tells the pid of the process that is ready to become the command, {@code o} and {@code e} are its outputs, {@code s}
 * its exit status, {@code x} that its outputs are told, {@code f} why it could not be started, {@code r} that it still runs.
 *
 * <p>That process waits for {@code g}, and ends if the worker does before. So the client knows that a command for which it has not sent
 * {@code g} does not run, as it knows it of a session that it could not open. Before it becomes the command it says so to the worker: one
 * that ended without that was no command, and had no exit status. The exit status is told as soon as the command has ended.
 * What is in its pipes is read after that; if another process holds them open, until nothing has come for a quarter of a second. The
 * worker never waits for the client while a command runs: it reads no output while there is some that the client has not taken. Where
 * {@code k} can't reach it, as input that the command does not read is in its way, the signal USR1 has the same meaning.
 */
final class WorkerScript {

    /** The program, in one line. Its arguments are the mark, and variables that its own start must not see. */
    static final String TEXT = """
            require POSIX;
            my ($mark, @kept) = @ARGV;
            my $tag = pack "H8", $mark;
            delete $ENV{PERL_BADLANG};
            for (@kept) { my ($n, $v) = split /=/, $_, 2; $ENV{$n} = $v }
            my $home = $ENV{HOME};
            my %sig = map { $_ => $SIG{$_} || "DEFAULT" } "PIPE", "CHLD", "USR1";
            $SIG{PIPE} = "IGNORE";
            $SIG{CHLD} = sub {};
            $0 = "gp-failover-ssh";
            chdir "/";
            my ($in, $out, $now) = ("", "", 0);
            sub end { kill "KILL", -$now if $now }
            $SIG{USR1} = sub { end() };
            sub more {
                my $r = sysread STDIN, $in, 65536, length $in;
                exit if defined $r ? !$r : $! != 4;
            }
            sub frame {
                return if length $in < 5;
                my ($t, $n) = unpack "aN", $in;
                return if length $in < 5 + $n;
                my $p = substr $in, 5, $n;
                substr($in, 0, 5 + $n) = "";
                return $t, $p;
            }
            sub put { $out .= $tag . $_[0] . pack "N/a*", $_[1] }
            sub out {
                my $k = syswrite STDOUT, $out, 4096;
                if (defined $k) { substr($out, 0, $k) = "" }
                elsif ($! == 11) { select undef, undef, undef, 0.01 }
                elsif ($! != 4) { exit }
            }
            sub run {
                my ($n, @w) = unpack "N(N/a*)*", $_[0];
                my %own = splice @w, 0, 2 * $n;
                my ($ir, $iw, $or, $ow, $er, $ew, $gr, $gw, $fr, $fw);
                pipe($ir, $iw) && pipe($or, $ow) && pipe($er, $ew) && pipe($gr, $gw) && pipe($fr, $fw)
                    or return put("f", "no pipe: $!");
                my $pid = fork;
                return put("f", "no process: $!") if !defined $pid;
                if (!$pid) {
                    @SIG{keys %sig} = values %sig;
                    POSIX::setsid();
                    close $gw;
                    sysread $gr, my $go, 1 or POSIX::_exit(1);
                    POSIX::dup2(fileno $ir, 0);
                    POSIX::dup2(fileno $ow, 1);
                    POSIX::dup2(fileno $ew, 2);
                    chdir $home if defined $home;
                    @ENV{keys %own} = values %own;
                    no warnings;
                    syswrite $fw, "g";
                    exec { $w[0] } @w;
                    syswrite $fw, "$w[0]: $!";
                    POSIX::_exit(127);
                }
                close $_ for $ir, $ow, $ew, $gr, $fw;
                $now = $pid;
                put("b", $pid);
                my %out = ("o", $or, "e", $er);
                my ($pending, $all, $ended, $after, $polls) = ("", 0, 0, 0, 0);
                while (1) {
                    if (!$ended && waitpid($pid, 1) == $pid) {
                        $now = 0;
                        my ($status, $why) = ($?, "");
                        sysread $fr, $why, 1000;
                        return put("f", "its process ended before it began") if !length $why;
                        return put("f", substr $why, 1) if length $why > 1;
                        put("s", pack "N", $status & 127 ? 128 + ($status & 127) : $status >> 8);
                        ($ended, $iw) = (1, undef);
                    }
                    last if $ended && (!%out || $after > 4194304);
                    while (my ($t, $p) = frame()) {
                        if ($t eq "g") { syswrite $gw, "g" }
                        elsif ($t eq "k") { end() }
                        elsif ($t eq "q") { put("r", "") if !$ended }
                        elsif ($t eq "e") { $all = 1 }
                        elsif ($iw) { $pending .= $p }
                    }
                    $iw = undef if $iw && $all && !length $pending;
                    my ($r, $w) = ("", "");
                    my $full = length $out;
                    if ($full) { vec($w, 1, 1) = 1 }
                    else { vec($r, fileno $_, 1) = 1 for values %out }
                    vec($r, 0, 1) = 1 if !$ended && length $pending < 65536;
                    vec($w, fileno $iw, 1) = 1 if $iw && length $pending;
                    my $wait = $ended ? 0.25 : %out || $polls++ > 50 ? 0.2 : 0.01;
                    my $ready = select $r, $w, undef, $wait;
                    last if $ended && !$ready && !$full;
                    next if $ready <= 0;
                    out() if vec $w, 1, 1;
                    more() if vec $r, 0, 1;
                    if ($iw && length $pending && vec $w, fileno $iw, 1) {
                        my $k = syswrite $iw, $pending, 4096;
                        if (defined $k) { substr($pending, 0, $k) = "" }
                        else { ($iw, $pending) = (undef, "") }
                    }
                    for my $t ("o", "e") {
                        next if !$out{$t} || !vec $r, fileno $out{$t}, 1;
                        my $k = sysread $out{$t}, my $d, 65536;
                        if ($k) { put($t, $d); $after += $ended ? $k : 0 }
                        elsif (defined $k || $! != 4) { delete $out{$t} }
                    }
                }
                put("x", "");
            }
            syswrite STDOUT, "$mark $$\\n";
            while (1) {
                more();
                while (my ($t, $p) = frame()) {
                    run($p) if $t eq "c";
                    out() while length $out;
                }
            }
            """.replaceAll("\\s*\\n\\s*", " ").strip();

    private WorkerScript() {}
}
