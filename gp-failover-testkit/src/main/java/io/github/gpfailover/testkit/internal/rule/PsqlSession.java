package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Catalog;
import io.github.gpfailover.testkit.internal.Dispatch;
import io.github.gpfailover.testkit.internal.Dispatcher;
import io.github.gpfailover.testkit.internal.PreparedWrite;
import io.github.gpfailover.testkit.internal.SegmentInstance;
import io.github.gpfailover.testkit.internal.SegmentTable;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.TableChange;
import io.github.gpfailover.testkit.internal.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One psql's session on a master: its statements one after the other, as far as segments and standby let them. */
final class PsqlSession {

    private static final int CONNECT_MILLIS = 15;
    private static final int BATCH_ABORTED = 3;
    private static final int LOG_BYTES = 0x2A8;

    private final Call call;
    private final World world;
    private final PsqlOptions options;
    private final List<Statement> statements;
    private final Server server;
    private final Map<String, Long> temporary = new HashMap<>();
    private final SqlQueries queries;
    private final Dispatcher dispatcher;
    private int next;
    private long millis = CONNECT_MILLIS;

    PsqlSession(Call call, PsqlOptions options, List<Statement> statements, Server server) {
        this.call = call;
        this.world = call.world;
        this.options = options;
        this.statements = statements;
        this.server = server;
        queries = new SqlQueries(call, options, server);
        dispatcher = new Dispatcher(server, 0);
    }

    void run() {
        while (next < statements.size()) {
            Statement statement = statements.get(next++);
            millis += statement.millis();
            if (!begin(statement)) {
                return;
            }
        }
        call.after(millis, () -> world.dispatch.close(dispatcher));
    }

    // Answers whether the next statement may follow at once.
    private boolean begin(Statement statement) {
        if (statement.dispatches() && !options.utility) {
            String trouble = world.dispatch.trouble(dispatcher);
            if (Dispatch.HANGS.equals(trouble)) {
                awaitSegments(() -> {
                    if (begin(statement)) {
                        run();
                    }
                });
                return false;
            }
            if (trouble != null) {
                return error(trouble);
            }
        }
        String refused = refusal(statement);
        if (refused != null) {
            return error(refused);
        }
        if (!statement.writes()) {
            queries.answer(statement, temporary);
            return true;
        }
        if (onOneSegment(statement)) {
            world.transactions.commitOnOne(
                    server, segmentOf(statement), () -> world.tables.get(statement.name()).rows += statement.number());
            tag("INSERT 0 " + statement.number());
            return true;
        }
        if (statement.kind() == Statement.Kind.INSERT && temporary.containsKey(statement.name())) {
            temporary.merge(statement.name(), statement.number(), Long::sum);
            world.transactions.commitUnlogged(server);
            tag("INSERT 0 " + statement.number());
            return true;
        }
        PreparedWrite prepared = prepare(statement);
        if (world.replication.releaseTime(server) <= world.time.now()) {
            commit(statement, prepared);
            return true;
        }
        Runnable orphaned = () -> orphaned(statement, prepared);
        server.waits.add(orphaned);
        call.await(() -> server.isMaster() ? world.replication.releaseTime(server) : world.time.now(), () -> {
            server.waits.remove(orphaned);
            if (server.isMaster()) {
                released(statement, prepared);
            } else {
                if (server.killed) {
                    call.err.append(
                            "WARNING:  canceling the wait for synchronous replication and terminating connection"
                                    + " due to postmaster death\n");
                }
                lost();
            }
        });
        return false;
    }

    // Its postmaster died while it waited for the standby: the segments learn it, the client does not (j2, j3).
    private void orphaned(Statement statement, PreparedWrite prepared) {
        if (prepared != null && !options.utility && world.dispatch.trouble(dispatcher) == null) {
            server.directory.catalog = after(statement, server.directory.catalog);
            world.transactions.finish(prepared);
        }
    }

    private static Catalog after(Statement statement, Catalog catalog) {
        return switch (statement.kind()) {
            case CREATE_TABLE -> catalog.withTable(statement.name());
            case DROP_TABLE -> catalog.withoutTable(statement.name());
            default -> catalog;
        };
    }

    // The segments receive a commit after the standby, on the connections on which they prepared it.
    private void released(Statement statement, PreparedWrite prepared) {
        if (prepared == null || options.utility) {
            commit(statement, prepared);
            run();
        } else if (!world.dispatch.hangs(dispatcher)) {
            prepared.unconfirmed = world.dispatch.trouble(dispatcher) != null;
            commit(statement, prepared);
            run();
        } else if (world.dispatch.delivers(dispatcher)) {
            int answered = call.out.length();
            commit(statement, prepared);
            String answer = call.out.substring(answered);
            call.out.setLength(answered);
            awaitSegments(() -> {
                call.out.append(answer);
                run();
            });
        } else {
            awaitSegments(() -> released(statement, prepared));
        }
    }

    private void awaitSegments(Runnable then) {
        call.await(
                () -> server.isMaster() && world.dispatch.hangs(dispatcher) ? Long.MAX_VALUE : world.time.now(), () -> {
                    if (server.isMaster()) {
                        then.run();
                    } else {
                        lost();
                    }
                });
    }

    private String refusal(Statement statement) {
        Catalog catalog = server.directory.catalog;
        String name = statement.name();
        Integer oid = catalog.oid(name);
        SegmentTable table = world.tables.get(name);
        return switch (statement.kind()) {
            case CREATE_TABLE -> {
                if (statement.number() == 0) {
                    call.err
                            .append("NOTICE:  Table doesn't have 'DISTRIBUTED BY' clause -- Using column named '")
                            .append(statement.column())
                            .append("' as the Greenplum Database data distribution key for this table.\n")
                            .append(
                                    "HINT:  The 'DISTRIBUTED BY' clause determines the distribution of data. Make sure column(s)"
                                            + " chosen are the optimal data distribution key to minimize skew.\n");
                }
                if (oid != null) {
                    yield "ERROR:  relation \"" + name + "\" already exists\n";
                }
                yield table == null ? null : "ERROR:  relation \"" + name + "\" already exists  (" + where("") + ")\n";
            }
            case DROP_TABLE -> oid == null ? "ERROR:  table \"" + name + "\" does not exist\n" : null;
            case INSERT -> {
                if (temporary.containsKey(name)) {
                    yield null;
                }
                if (oid == null) {
                    yield missing(statement);
                }
                yield table != null && table.oid == oid
                        ? null
                        : "ERROR:  relation with OID " + oid + " does not exist  (" + where("") + ")\n";
            }
            case COUNT, ROWS_BY_SEGMENT -> {
                if (temporary.containsKey(name)) {
                    yield null;
                }
                if (oid == null) {
                    yield missing(statement);
                }
                yield table != null && table.oid == oid
                        ? null
                        : "ERROR:  relation not found (OID " + oid + ")  (" + where("slice1 ")
                                + ")\nDETAIL:  This can be validly"
                                + " caused by a concurrent delete operation on this object.\n";
            }
            case ADD_STANDBY ->
                catalog.standby().isPresent() ? "ERROR:  only a single master standby may be defined\n" : null;
            default -> null;
        };
    }

    // One phase: no record of the master, and nothing to wait for (recording e1).
    private boolean onOneSegment(Statement statement) {
        return statement.kind() == Statement.Kind.INSERT
                && statement.number() == 1
                && !temporary.containsKey(statement.name());
    }

    // The model's own hash: the recorded row was one of content 1 (e0, e1).
    private int segmentOf(Statement statement) {
        List<Integer> contents =
                world.segments.stream().map(s -> s.content).distinct().toList();
        return contents.get((int) ((world.tables.get(statement.name()).rows + 1) % contents.size()));
    }

    // The decision is in the master's log before it waits for the standby. A catalog change of the master alone needs
    // no segment.
    private PreparedWrite prepare(Statement statement) {
        String name = statement.name();
        Runnable effect = switch (statement.kind()) {
            case CREATE_TABLE -> {
                SegmentTable made = new SegmentTable(server.directory.catalog.newOid());
                yield () -> world.tables.put(name, made);
            }
            case DROP_TABLE -> () -> world.tables.remove(name);
            case INSERT -> () -> world.tables.get(name).rows += statement.number();
            case CREATE_TEMPORARY -> () -> {};
            default -> null;
        };
        if (effect == null) {
            return null;
        }
        PreparedWrite write = world.transactions.prepare(server, statement.text(), 0, change(statement), effect);
        world.transactions.decide(server, write, LOG_BYTES);
        return write;
    }

    private TableChange change(Statement statement) {
        return switch (statement.kind()) {
            case CREATE_TABLE -> new TableChange(server.directory.catalog.newOid(), 0);
            case DROP_TABLE -> new TableChange(0, server.directory.catalog.oid(statement.name()));
            default -> TableChange.NONE;
        };
    }

    private void commit(Statement statement, PreparedWrite prepared) {
        Catalog catalog = server.directory.catalog;
        String name = statement.name();
        if (prepared != null) {
            world.transactions.finish(prepared);
            world.transactions.acknowledge(prepared);
            if (prepared.aborted || prepared.unconfirmed) {
                broadcastFailed(prepared);
            }
        }
        switch (statement.kind()) {
            case CREATE_TABLE -> {
                server.directory.catalog = after(statement, catalog);
                tag("CREATE TABLE");
            }
            case CREATE_TEMPORARY -> {
                temporary.put(name, 0L);
                tag("CREATE TABLE");
            }
            case DROP_TABLE -> {
                server.directory.catalog = after(statement, catalog);
                tag("DROP TABLE");
            }
            case INSERT -> tag("INSERT 0 " + statement.number());
            case REMOVE_STANDBY -> {
                server.directory.catalog = catalog.withoutStandby();
                queries.print(
                        List.of("gp_remove_master_standby"),
                        List.of(List.of(catalog.standby().isPresent() ? "t" : "f")));
            }
            case ADD_STANDBY -> {
                server.directory.catalog = catalog.withStandby(queries.standbyRow(statement, catalog));
                queries.print(
                        List.of("#gp_add_master_standby"), List.of(List.of(Integer.toString(catalog.maxDbid() + 1))));
            }
            default -> throw new IllegalStateException("no commit of " + statement.kind());
        }
        if (prepared == null) {
            world.transactions.commitAlone(server, LOG_BYTES);
        } else {
            // What the decision did to the catalog.
            world.replication.ship(server);
        }
    }

    // The new master ended the prepared transaction meanwhile; the old one can't make its segments commit (85).
    private void broadcastFailed(PreparedWrite prepared) {
        call.err
                .append(
                        "WARNING:  the distributed transaction 'Commit Prepared' broadcast failed to one or more segments."
                                + " Retrying ... try 1\nDETAIL:  gid=")
                .append(prepared.id)
                .append(", state=Retry Commit Prepared\nNOTICE:  Releasing segworker group to retry broadcast.\n");
    }

    private void tag(String tag) {
        if (!options.quiet) {
            call.out.append(tag).append('\n');
        }
    }

    private static String missing(Statement statement) {
        String line = "LINE 1: " + statement.text();
        int at = line.indexOf(statement.name(), "LINE 1: ".length());
        return "ERROR:  relation \"" + statement.name() + "\" does not exist\n" + line + "\n" + " ".repeat(at) + "^\n";
    }

    private String where(String slice) {
        SegmentInstance first = world.segments.get(0);
        return "seg" + first.content + ' ' + slice + first.host.address + ':' + first.port + " pid="
                + first.host.newPid();
    }

    private boolean error(String text) {
        call.err.append(text);
        if (options.lastCommand != null) {
            call.exit = 1;
        } else if (options.stopOnError) {
            call.exit = BATCH_ABORTED;
            next = statements.size();
        }
        return true;
    }

    private void lost() {
        world.dispatch.close(dispatcher);
        call.err.append(
                "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n"
                        + "\tbefore or while processing the request.\nconnection to server was lost\n");
        call.exit = 2;
    }
}
