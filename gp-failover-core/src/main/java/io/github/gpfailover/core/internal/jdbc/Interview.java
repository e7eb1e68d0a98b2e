package io.github.gpfailover.core.internal.jdbc;

import io.github.gpfailover.cluster.ClusterSpec;
import io.github.gpfailover.cluster.GreenplumVersion;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.dialect.Dialect;
import io.github.gpfailover.core.internal.dialect.Dialects;
import io.github.gpfailover.core.internal.jdbc.SessionMemory.Introduction;
import io.github.gpfailover.core.internal.probe.LastAnswer;
import io.github.gpfailover.core.internal.probe.ObservationReader;
import io.github.gpfailover.error.UnreadableOutputException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The questions to one server, asked in its own dialect in one round trip. Version and recovery are asked before that only once, and again
 * when the answer does not fit any more.
 */
final class Interview {

    private static final int MOST_PASSES = 3;
    private static final String COMMAND = "SQL (observation)";

    private final ClusterSpec cluster;
    private final InstantSource clock;
    private final LastAnswer lastAnswer;
    private final SessionMemory memory;

    Interview(ClusterSpec cluster, InstantSource clock, LastAnswer lastAnswer, SessionMemory memory) {
        this.cluster = cluster;
        this.clock = clock;
        this.lastAnswer = lastAnswer;
        this.memory = memory;
    }

    /** Asks; throws {@link UnreadableOutputException} or {@code UnsupportedVersionException} where the answer can't be used. */
    ObservationReader with(Session session, InstanceLocation at) throws SQLException {
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            Optional<Introduction> remembered = memory.of(at);
            Introduction known = remembered.isPresent() ? remembered.get() : introduction(session, at);
            memory.keep(at, known);
            Dialect dialect = Dialects.of(cluster, known.version());
            try {
                ObservationReader rows = script(session, at, known, dialect);
                if (known.inRecovery() && !rows.inRecovery()) {
                    // Promoted since: it was asked for less than it can report now.
                    memory.forget(at);
                    continue;
                }
                ObservationReader answer = rows.whole();
                Introduction told = new Introduction(answer.version().orElseThrow(), answer.inRecovery());
                memory.keep(at, told);
                if (told.speaksLike(known)) {
                    return answer;
                }
            } catch (SQLException e) {
                memory.forget(at);
                if (remembered.isEmpty() || ServerError.in(e).isEmpty()) {
                    throw e;
                }
                if (!session.connection().getAutoCommit()) {
                    session.connection().rollback();
                }
            }
        }
        throw new UnreadableOutputException(at.host(), COMMAND, "the same version and role twice in one session", "");
    }

    /** The last version that the server at that location reported. */
    Optional<GreenplumVersion> version(InstanceLocation at) {
        return memory.of(at).map(Introduction::version);
    }

    /** The option of a utility session there: of the dialect that is known, else one that all products take (dialects §4). */
    String utilityOption(InstanceLocation at) {
        return Dialects.toAskWith(cluster, version(at)).utilityOption();
    }

    private static Introduction introduction(Session session, InstanceLocation at) throws SQLException {
        try (Statement statement = statement(session);
                ResultSet row = statement.executeQuery("select version(), pg_is_in_recovery()")) {
            String told = row.next() ? row.getString(1) : "";
            return new Introduction(
                    Dialects.version(told)
                            .orElseThrow(() -> new UnreadableOutputException(
                                    at.host(), "select version()", "a product of the Greenplum family", told)),
                    row.getBoolean(2));
        }
    }

    private ObservationReader script(Session session, InstanceLocation at, Introduction known, Dialect dialect)
            throws SQLException {
        ObservationReader reader = new ObservationReader(at.host(), COMMAND, clock.instant(), lastAnswer);
        try (Statement statement = statement(session)) {
            boolean rows = statement.execute(known.inRecovery() ? dialect.standbySql() : dialect.observationSql());
            while (rows || statement.getUpdateCount() >= 0) {
                if (rows) {
                    read(statement, reader);
                }
                rows = statement.getMoreResults();
            }
        }
        return reader;
    }

    private static void read(Statement statement, ObservationReader reader) throws SQLException {
        try (ResultSet rows = statement.getResultSet()) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> row = new ArrayList<>(columns);
                for (int i = 1; i <= columns; i++) {
                    String value = rows.getString(i);
                    row.add(value == null ? "" : value);
                }
                reader.row(row);
            }
        }
    }

    private static Statement statement(Session session) throws SQLException {
        Statement statement = session.connection().createStatement();
        statement.setQueryTimeout(session.secondsOfAStatement());
        return statement;
    }
}
