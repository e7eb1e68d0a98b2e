package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.Evidence;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.InstanceRole;
import io.github.gpfailover.cluster.InstanceState;
import io.github.gpfailover.cluster.Liveness;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.probe.InstanceProbe.Seen;
import io.github.gpfailover.core.internal.probe.ObservationReader;
import io.github.gpfailover.core.internal.text.LoginRefusal;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.error.UnsupportedVersionException;
import io.github.gpfailover.spi.ObservationRequest;
import io.github.gpfailover.spi.Sleeper;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * One login at one server, and the meaning of its answer or silence. It can be given up from another thread, since a read from a socket
 * takes no interrupt. Nothing seen over SQL proves a server stopped, so {@link Liveness.Status#STOPPED} never comes of it.
 */
final class Attempt implements Sleeper.Task<SqlAnswer> {

    /** The DETAIL of a new master whose distributed transactions are not settled yet; Cloudberry and late 7 (dialects §6). */
    private static final String DISTRIBUTED_RECOVERY = "distributed transaction recovery";

    private final InstanceLocation at;
    private final Login login;
    private final Login.Mode mode;
    private final Interview interview;
    private final InstantSource clock;
    private final Duration within;
    private final String utilityOption;
    private final ObservationRequest request;
    private Session session;
    private boolean givenUp;

    Attempt(
            InstanceLocation at,
            Login login,
            Login.Mode mode,
            Interview interview,
            InstantSource clock,
            Duration within,
            String utilityOption,
            ObservationRequest request) {
        this.request = request;
        this.at = at;
        this.login = login;
        this.mode = mode;
        this.interview = interview;
        this.clock = clock;
        this.within = within;
        this.utilityOption = utilityOption;
    }

    /** Asks. Never fails: whatever is met is reported. */
    @Override
    public SqlAnswer run() {
        try (Session opened = login.open(at, mode, utilityOption, within)) {
            try {
                return take(opened) ? asked(opened) : silent();
            } finally {
                // From here on it is somebody else's, if a pool lent it.
                release();
            }
        } catch (LoginFailedException e) {
            return e.server()
                    .map(this::refused)
                    .orElseGet(() -> unheard("no " + mode + " session: " + e.getMessage(), !e.nobodyThere()));
        } catch (RuntimeException e) {
            // A driver that stumbles over bytes that are no PostgreSQL server's.
            return unheard("no " + mode + " session: " + login.told(e), true);
        }
    }

    /** What is reported of a server that said nothing in time. */
    SqlAnswer silent() {
        return unheard("no answer to a " + mode + " login within " + within, true);
    }

    /** Ends whatever it waits for. */
    synchronized void giveUp() {
        givenUp = true;
        if (session != null) {
            session.abort();
        }
    }

    private synchronized boolean take(Session opened) {
        session = opened;
        return !givenUp;
    }

    private synchronized void release() {
        session = null;
    }

    private SqlAnswer asked(Session opened) {
        try {
            ObservationReader answer = interview.with(opened, at);
            InstanceRole role = answer.inRecovery() ? InstanceRole.STANDBY : request.masterRole(at);
            InstanceState state = InstanceState.builder(at)
                    .liveness(running("took a " + mode + " session as " + role))
                    .role(role)
                    .position(answer.position())
                    .timeline(answer.timeline())
                    .build();
            return new SqlAnswer(new Seen(state, answer.rows(), answer.replication(), answer.version()), false);
        } catch (UnsupportedVersionException e) {
            return spoke("took a " + mode + " session, but " + e.getMessage(), interview.version(at), false);
        } catch (UnreadableOutputException e) {
            return spoke("took a " + mode + " session, but " + e.getMessage(), Optional.empty(), false);
        } catch (SQLException e) {
            return broken(opened, e);
        }
    }

    private SqlAnswer broken(Session opened, SQLException e) {
        Optional<ServerError> server = ServerError.in(e);
        if (server.isPresent()) {
            return spoke(
                    "took a " + mode + " session, but failed to answer: " + words(server.get()),
                    Optional.empty(),
                    true);
        }
        String what = "a " + mode + " session did not answer: " + login.told(e);
        return opened.fresh() ? spoke(what, Optional.empty(), true) : unheard(what, true);
    }

    private SqlAnswer refused(ServerError error) {
        LoginRefusal refusal = LoginRefusal.of(error.sqlState(), error.message(), error.detail());
        InstanceRole role = switch (refusal.kind()) {
            case STANDBY -> InstanceRole.STANDBY;
            case STARTING, SHUTTING_DOWN, RECOVERING -> InstanceRole.TRANSIENT;
            case NO_SERVER, OTHER -> InstanceRole.UNKNOWN;
        };
        boolean access = error.inClass("28");
        boolean another = error.detail().contains(DISTRIBUTED_RECOVERY)
                || (role == InstanceRole.UNKNOWN && !access && !error.inClass("3D") && !error.inClass("53"));
        InstanceState state = InstanceState.builder(at)
                .liveness(running("refused a " + mode + " session: " + words(error) + advice(error)))
                .role(role)
                .position(refusal.replayed())
                .build();
        return new SqlAnswer(
                new Seen(state, List.of(), Optional.empty(), refusal.version().flatMap(Dialects::version)), another);
    }

    private static String advice(ServerError error) {
        if (error.inClass("28")) {
            return "; see to the user's password (DatabasePasswords, .pgpass), the certificate, or pg_hba.conf on the server";
        }
        if (error.sqlState().equals("22023") && error.message().contains("TimeZone")) {
            return "; the driver sends this program's time zone, which that server doesn't know: start with -Duser.timezone=UTC";
        }
        return "";
    }

    private static String words(ServerError error) {
        return NoAnswer.line(error.message()) + " (SQLSTATE " + NoAnswer.line(error.sqlState()) + ")";
    }

    private SqlAnswer spoke(String statement, Optional<GreenplumVersion> version, boolean another) {
        InstanceState state =
                InstanceState.builder(at).liveness(running(statement)).build();
        return new SqlAnswer(new Seen(state, List.of(), Optional.empty(), version), another);
    }

    private SqlAnswer unheard(String statement, boolean another) {
        Liveness unknown = Liveness.unknown(List.of(evidence(Evidence.Kind.TRANSPORT, statement)));
        InstanceState state = InstanceState.builder(at).liveness(unknown).build();
        return new SqlAnswer(new Seen(state, List.of(), Optional.empty(), Optional.empty()), another);
    }

    private Liveness running(String statement) {
        return Liveness.running(List.of(evidence(Evidence.Kind.LOGIN, statement)));
    }

    private Evidence evidence(Evidence.Kind kind, String statement) {
        return new Evidence(kind, at.host(), "SQL to " + at.host() + ":" + at.port(), statement, clock.instant());
    }
}
