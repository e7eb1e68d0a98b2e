package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.AccessRules;
import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Server;
import io.github.gpfailover.testkit.internal.Texts;

/**
 * A login with {@code replication=true} that asks {@code IDENTIFY_SYSTEM}, as a standby's receiver does. The answer's form was seen on
 * PostgreSQL 15, and has the same four columns in 9.4; the refusals are from 9.4's source, for a build without SSL as the recorded one is
 * (26). No recording has them.
 */
final class ReplicationLogin {

    private static final int MILLIS = 30;
    private static final int REFUSED = 2;

    private ReplicationLogin() {}

    static void run(Call call, PsqlOptions options, Server server) {
        if (!"IDENTIFY_SYSTEM".equals(options.lastCommand) || !options.bare()) {
            throw call.unknown("of replication commands only IDENTIFY_SYSTEM with -At is known");
        }
        String address = call.world.network.source(call.host, server.host);
        String from = "host \"" + address + "\", user \"" + options.user + "\"\n";
        switch (AccessRules.replication(server.access, options.user, address, server.host)) {
            case TRUSTED ->
                call.out
                        .append(server.directory.systemIdentifier)
                        .append('|')
                        .append(server.directory.timeline)
                        .append('|')
                        .append(Texts.lsn(server.directory.position))
                        .append("|\n");
            case NO_ENTRY -> refuse(call, "psql: FATAL:  no pg_hba.conf entry for replication connection from " + from);
            case REJECTED -> refuse(call, "psql: FATAL:  pg_hba.conf rejects replication connection for " + from);
            case OTHER_METHOD -> refuse(call, "psql: fe_sendauth: no password supplied\n");
        }
        call.takes(MILLIS);
    }

    private static void refuse(Call call, String text) {
        call.err.append(text);
        call.exit = REFUSED;
    }
}
