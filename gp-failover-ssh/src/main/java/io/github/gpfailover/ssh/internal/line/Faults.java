package io.github.gpfailover.ssh.internal.line;

import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.ssh.internal.auth.Identities;
import io.github.gpfailover.ssh.internal.auth.RsaSignatures;
import io.github.gpfailover.ssh.internal.config.AlgorithmList;
import io.github.gpfailover.ssh.internal.route.Route;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;

/**
 * The errors of a connection that failed. It exists so that each kind of failure has its own reason and its own text on what to do: the
 * operator who reads it has a master that is down.
 */
final class Faults {

    private static final Pattern SETTLEMENT =
            Pattern.compile("settlement of ([A-Za-z0-9]+): \\[.*?\\] and \\[(.*?)\\]");
    private static final String BAD_CERTIFICATE = "certificate check failed";

    private final Route route;
    private final Phase phase;
    private final SSHClient client;
    private final Identities.Offer offer;

    Faults(Route route, Phase phase, SSHClient client, Identities.Offer offer) {
        this.route = route;
        this.phase = phase;
        this.client = client;
        this.offer = offer;
    }

    /** Says that the time was up. */
    TransportException noAnswer(Duration timeout) {
        String waited = "within " + timeout.toMillis() + " ms";
        return switch (phase) {
            case PREPARE, RESOLVE ->
                fault(
                        Reason.NAME_SERVICE,
                        "no address was found " + waited
                                + "; check the name service of this machine, or give the host's address");
            case CONNECT ->
                fault(
                        Reason.NO_ANSWER,
                        "nothing answered " + waited
                                + ": the host may be off, cut off, or behind a firewall; none of these says that its"
                                + " servers are stopped");
            case GREETING ->
                fault(
                        Reason.NO_ANSWER,
                        greeted()
                                ? "the server did not agree on keys " + waited + "; the host may be overloaded or hang"
                                : "the connection was taken, but no SSH server greeted " + waited
                                        + "; check the port, and whether the host hangs");
            default ->
                fault(
                        Reason.NO_ANSWER,
                        "the login had not ended " + waited
                                + (offer != null && offer.asksForPassword()
                                        ? ": the SshPasswords had not answered, whose time is part of that; let it answer"
                                                + " sooner, or raise connectTimeout"
                                        : "; the host may be overloaded, or its name service or PAM slow: raise"
                                                + " connectTimeout if that is normal there"));
        };
    }

    /** Says what an exception means. */
    TransportException of(Throwable e, String farewell) {
        if (phase == Phase.RESOLVE || e instanceof UnknownHostException) {
            return unresolved(e);
        }
        if (e instanceof OpenFailException) {
            return fault(
                    Reason.REFUSED,
                    "the jump host said " + shown(e)
                            + "; check that the SSH server listens there, and AllowTcpForwarding of the jump" + " host",
                    e);
        }
        if (phase == Phase.CONNECT && said(e, "timed out")) {
            return noAnswer(route.target().connectTimeout());
        }
        if (phase == Phase.CONNECT) {
            boolean refused = e instanceof ConnectException && said(e, "refused");
            return fault(
                    refused ? Reason.REFUSED : Reason.CONNECT,
                    refused
                            ? "the connection was refused: the host answers, but no SSH server listens on that port, or a"
                                    + " firewall says no; check the port, and that sshd runs there (systemctl status sshd)"
                            : "no connection could be made: " + shown(e),
                    e);
        }
        if (said(e, "SSHv2") || (said(e, "identification") && said(e, "long"))) {
            return fault(
                    Reason.CONFIGURATION, "what listens there is no SSH server: " + shown(e) + "; check the port", e);
        }
        if (said(e, "settlement")) {
            return fault(
                    Reason.CONFIGURATION,
                    "the server offers no algorithm that is accepted here: " + shown(e) + "; update its SSH server"
                            + missing(e),
                    e);
        }
        if (phase == Phase.LOGIN) {
            return login(e, farewell);
        }
        if (said(e, BAD_CERTIFICATE)) {
            return badCertificate(e);
        }
        return fault(
                Reason.CLOSED,
                "the connection was closed before the login: " + shown(e)
                        + "; the server may be full (MaxStartups) or going down",
                e);
    }

    /** Says which setting would make the two agree, as it would for ssh; empty if none would. */
    private static String missing(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            Matcher met = SETTLEMENT.matcher(t.getMessage() == null ? "" : t.getMessage());
            if (met.find()) {
                String what = met.group(1);
                AlgorithmList list = what.startsWith("HostKey")
                        ? AlgorithmList.HOST_KEY
                        : what.startsWith("KeyExchange")
                                ? AlgorithmList.KEX
                                : what.contains("Cipher") ? AlgorithmList.CIPHER : AlgorithmList.MAC;
                return List.of(met.group(2).split(", *", -1)).stream()
                        .filter(name -> HostAlgorithms.knows(list, name))
                        .findFirst()
                        .map(name -> ", or, as long as it can't be, write '" + list.keyword() + " +" + name
                                + "' for this host in the SSH settings")
                        .orElse("");
            }
        }
        return "";
    }

    private TransportException badCertificate(Throwable e) {
        String seen = shown(e).replaceFirst("(?i)(KeyExchange )?" + BAD_CERTIFICATE + "(: )?", "");
        return new TransportException(
                Reason.HOST_KEY,
                Phase.KEY_EXCHANGE,
                route.target().host(),
                "no connection to " + route + ": the host's certificate is not valid: " + seen
                        + "; compare the clocks of both machines and look at it on the host's own console (ssh-keygen -L -f"
                        + " /etc/ssh/ssh_host_ed25519_key-cert.pub), then have the host's key signed anew (ssh-keygen -s"
                        + " AUTHORITY -h -n NAME -V +52w), or replace the @cert-authority line by one with the host's own"
                        + " key",
                e);
    }

    private TransportException login(Throwable e, String farewell) {
        boolean told = client != null && client.getTransport().isRunning();
        boolean sentAway = farewell != null && farewell.toLowerCase(Locale.ROOT).contains("authentication");
        if (told || sentAway) {
            String takes = String.join(", ", client.getUserAuth().getAllowedMethods());
            return fault(
                    Reason.AUTHENTICATION,
                    "the login was not accepted: offered " + offer.described()
                            + (takes.isEmpty() ? "" : "; the server takes " + takes)
                            + (sentAway ? "; it said " + Checks.shown(farewell) : "")
                            + (offer.methods().isEmpty()
                                    ? "; give it a key: privateKey(...) or agent(...) of the transport's builder, or"
                                            + " IdentityFile in the SSH settings; ssh-keygen -t ed25519 makes one, and"
                                            + " ssh-copy-id lets the host know it"
                                    : "; check the user's name, and that the public key stands in that user's"
                                            + " authorized_keys")
                            + sha1(),
                    e);
        }
        return fault(Reason.CLOSED, "the connection was closed during the login: " + shown(e), e);
    }

    /** A server too old for SHA-2 takes an RSA key only with SHA-1, which is not offered unasked. */
    private String sha1() {
        String version = client == null ? null : client.getTransport().getServerVersion();
        boolean asked = route.target()
                .keys()
                .of(AlgorithmList.PUBLIC_KEY)
                .filter(choice -> choice.names().contains("ssh-rsa"))
                .isPresent();
        return asked
                        || client == null
                        || !offer.described().contains("(rsa")
                        || RsaSignatures.sha2IsUnderstoodBy(version)
                ? ""
                : "; a server as old as " + Checks.shown(version)
                        + " may take an RSA key with SHA-1 alone: use an ed25519 or ecdsa key, or write"
                        + " 'PubkeyAcceptedAlgorithms +ssh-rsa' for this host in the SSH settings";
    }

    private TransportException unresolved(Throwable e) {
        boolean passing = said(e, "temporary");
        return fault(
                passing ? Reason.NAME_SERVICE : Reason.UNKNOWN_HOST,
                passing
                        ? "the name service does not answer: " + shown(e)
                                + "; check this machine's name service, or give the host's address"
                        : "there is no such name: " + shown(e) + "; check the name, or give the host's address",
                e);
    }

    private boolean greeted() {
        try {
            return client != null && client.getTransport().getServerVersion() != null;
        } catch (StringIndexOutOfBoundsException e) {
            // sshj cuts a greeting that has not come yet.
            return false;
        }
    }

    private TransportException fault(Reason reason, String seen) {
        return fault(reason, seen, null);
    }

    private TransportException fault(Reason reason, String seen, Throwable e) {
        // sshj does both in one call.
        Phase at = phase == Phase.GREETING && greeted() ? Phase.KEY_EXCHANGE : phase;
        return new TransportException(reason, at, route.target().host(), "no connection to " + route + ": " + seen, e);
    }

    private static boolean said(Throwable e, String words) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t.getMessage() != null
                    && t.getMessage().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static String shown(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return Checks.shown(deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage());
    }
}
