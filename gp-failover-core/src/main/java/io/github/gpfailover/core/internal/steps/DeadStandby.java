package io.github.gpfailover.core.internal.steps;

import io.github.gpfailover.cluster.CatalogRow;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Sighting;
import io.github.gpfailover.core.internal.inspect.PeerSockets;
import io.github.gpfailover.core.internal.inspect.PeerSocketsOf;
import io.github.gpfailover.core.internal.inspect.SilenceOf;
import io.github.gpfailover.core.internal.step.HostCommand;
import io.github.gpfailover.core.internal.step.StepContext;
import io.github.gpfailover.error.GpFailoverException;
import java.util.List;
import java.util.Optional;

/**
 * The proof that a standby's host is gone. It exists because only then may the master be cut off from it: a standby that answers anybody,
 * or about which somebody could not be asked, is not proved gone.
 *
 * @param obstacle why the master's sockets to it must not, or can't, be destroyed; empty if nothing is against it
 * @param silence who met silence, as text
 * @param sockets the master's connections to it, where they were asked about
 */
record DeadStandby(Optional<String> obstacle, String silence, Optional<PeerSockets> sockets) {

    /** Examines the standby of the catalog. */
    static DeadStandby look(CatalogRow standby, StepContext now) throws InterruptedException {
        InstanceLocation at = standby.location();
        InstanceLocation master = Guards.master(now);
        Optional<InstanceState> server = now.state().instance(at);
        if (server.isEmpty()) {
            return not(at + " was not observed");
        }
        if (!server.get().liveness().isUnknown()) {
            return not(
                    "the host of " + at + " answers: " + server.get().liveness().because());
        }
        List<Sighting> seen = now.state().sightings().stream()
                .filter(s -> s.server().equals(at))
                .toList();
        Optional<Sighting> speaks =
                seen.stream().filter(s -> s.answer() != Sighting.Answer.SILENT).findFirst();
        if (speaks.isPresent()) {
            return not("not everybody who was asked met silence: " + speaks.get());
        }
        if (seen.isEmpty()) {
            return not("no other host was asked whether " + at + " answers");
        }
        if (!now.inspection().ask(new SilenceOf(at.host()))) {
            return not("the host of " + at + " is not silent to the controller");
        }
        String silence = at.host() + " answers neither the controller nor "
                + String.join(
                        ", ",
                        seen.stream().map(Sighting::from).map(HostName::value).toList());
        try {
            PeerSockets sockets = now.inspection().ask(new PeerSocketsOf(master, standby));
            return new DeadStandby(hinders(sockets, master, at), silence, Optional.of(sockets));
        } catch (GpFailoverException e) {
            return new DeadStandby(
                    Optional.of("the connections of " + master.host() + " could not be asked about: " + e.getMessage()),
                    silence,
                    Optional.empty());
        }
    }

    private static Optional<String> hinders(PeerSockets sockets, InstanceLocation master, InstanceLocation standby) {
        if (sockets.addresses().isEmpty()) {
            return Optional.of("no address of " + standby.host() + " is known on " + master.host());
        }
        return sockets.root().isPresent()
                ? Optional.empty()
                : Optional.of("the login may not act as root on " + master.host()
                        + ": allow it sudo -n ss without a password, or log in as root; without root nothing ends the wait"
                        + " safely, since a wal sender that is told to end, or to read a shorter wal_sender_timeout, first"
                        + " writes to the standby and hangs there once its buffer is full: then only the"
                        + " master's own wal_sender_timeout (300 s by default) gives the standby up");
    }

    private static DeadStandby not(String why) {
        return new DeadStandby(Optional.of(why), "", Optional.empty());
    }

    /** Whether everybody met silence. */
    boolean gone() {
        return !silence.isEmpty();
    }

    /** What cuts the master off, once an observation has found nothing against it. */
    static List<HostCommand> cut(StepContext now) throws InterruptedException {
        InstanceLocation master = Guards.master(now);
        PeerSockets sockets = now.inspection()
                .ask(new PeerSocketsOf(master, now.state().standby().orElseThrow()));
        // Who may be root no more since the decision destroys nothing, and the step is judged by what is left.
        return sockets.root().isEmpty()
                ? List.of()
                : sockets.destroy().stream()
                        .map(c -> new HostCommand(master.host(), c))
                        .toList();
    }
}
