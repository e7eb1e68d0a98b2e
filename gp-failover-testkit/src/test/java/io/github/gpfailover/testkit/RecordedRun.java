package io.github.gpfailover.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The order in which the recordings were taken, and what happened between them (README.md beside them). */
final class RecordedRun {

    /** One recording, what came before it, and how it is run where its command line is more than a simulated shell knows. */
    record Step(String name, Consumer<RecordedShell> before, Consumer<RecordedShell> instead) {}

    private final List<Step> steps = new ArrayList<>();

    private RecordedRun() {}

    List<Step> steps() {
        return steps;
    }

    private RecordedRun then(String... names) {
        for (String name : names) {
            steps.add(new Step(name, s -> {}, null));
        }
        return this;
    }

    private RecordedRun after(Consumer<RecordedShell> before, String name) {
        steps.add(new Step(name, before, null));
        return this;
    }

    private RecordedRun as(String name, Consumer<RecordedShell> before, Consumer<RecordedShell> instead) {
        steps.add(new Step(name, before, instead));
        return this;
    }

    private static void line(RecordedShell s, String host, String line) {
        s.line(host, line, "");
    }

    private static void recorded(RecordedShell s, String name) {
        Recording r = Recording.read(name);
        s.line(r.host(), r.commandLine(), r.stdin());
    }

    /** The first run: a whole round trip. */
    static RecordedRun roundTrip() {
        return new RecordedRun()
                .then(
                        "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16",
                        "17", "18")
                .then("20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "35")
                .after(s -> s.cluster.makeDirectory("smdw", "/data/master/gpseg-1"), "36")
                .then("37")
                .after(s -> line(s, "smdw", "mv /data/master/gpseg-1 /data/master/somebody"), "38")
                .after(s -> s.cluster.connectIdleClient("mdw"), "40")
                .then(
                        "41", "42", "43", "44", "45", "46", "47", "48", "49", "50", "51", "52", "53", "54", "55", "56",
                        "57", "58")
                .then("59", "60", "61", "62", "63", "64");
    }

    /** The runs that begin where the first one ended. */
    static List<RecordedRun> others() {
        return List.of(
                new RecordedRun()
                        .after(s -> s.cluster.kill("mdw"), "70")
                        .then("71")
                        .after(RecordedRun::removeLocks, "72")
                        .then("73", "74"),
                new RecordedRun().after(s -> s.cluster.powerOff("mdw"), "80").then("81"),
                new RecordedRun().as("82", s -> off(s, 5), RecordedRun::promoteDirectly),
                new RecordedRun().as("83", s -> off(s, 90), RecordedRun::promoteDirectly),
                new RecordedRun().as("84", s -> s.cluster.cut("mdw", "smdw"), null),
                new RecordedRun()
                        .as("85", s -> s.cluster.cut("mdw", "smdw"), RecordedRun::writeDuringPartition)
                        .then("86", "87"),
                new RecordedRun().after(RecordedRun::nullRoute, "88").then("89").after(s -> s.timeout(60), "90"),
                new RecordedRun()
                        .after(s -> line(s, "smdw", "pg_ctl stop -m fast -D /data/master/gpseg-1"), "91")
                        .then("92", "93", "94")
                        .after(s -> s.cluster.killMirror(0), "95")
                        .then("96")
                        .after(RecordedRun::failOver, "97")
                        .then("98", "99"),
                new RecordedRun()
                        .after(s -> s.cluster.powerOff("smdw"), "a0")
                        .then("a1", "a2")
                        .after(s -> s.cluster.powerOn("smdw"), "a3")
                        .then("a4", "a5")
                        .after(RecordedRun::stopBoth, "a6")
                        .then("a7"),
                new RecordedRun().as("a8", s -> s.cluster.powerOff("smdw"), RecordedRun::terminateSender),
                new RecordedRun().after(s -> s.cluster.powerOff("smdw"), "a9"),
                new RecordedRun().after(RecordedRun::destroySocketsLater, "b1").then("b2"),
                new RecordedRun()
                        .as("b4", RecordedRun::orphan, s -> line(s, "mdw", "ps -ef | grep \"postgres:  5432\""))
                        .after(RecordedRun::removeLocks, "b5")
                        .after(s -> s.session.insert("test", 17).commit().insert("test", 19), "b6"),
                new RecordedRun()
                        .after(RecordedRun::switchOver, "c0")
                        .as(
                                "c1",
                                s -> rejoinFiles(s),
                                s -> line(
                                        s,
                                        "mdw",
                                        "pg_ctl start -w -t 60 -D /data/master/gpseg-1 -l /tmp/s.log -o '-p 5432 -E'"))
                        .then("c2")
                        .as("c3", s -> {}, RecordedRun::switchBack),
                new RecordedRun()
                        .as("c4", RecordedRun::divergeAlone, RecordedRun::rewind)
                        .then("c5")
                        .as("c6", RecordedRun::rewoundFiles, RecordedRun::startFollowing)
                        .then("c7"));
    }

    /** The runs that begin with a cluster that was just made, with its standby: the second series. */
    static List<RecordedRun> fresh() {
        return List.of(
                new RecordedRun()
                        .after(
                                s -> {
                                    recorded(s, "04");
                                    s.cluster.writeUnflushed("mdw", 0x9000);
                                },
                                "d0")
                        .then("d1", "d2", "d3", "d4", "d5"),
                new RecordedRun()
                        .after(
                                s -> {
                                    recorded(s, "04");
                                    s.cluster.cut("mdw", "smdw");
                                },
                                "d6")
                        .then("d7", "d8", "d9", "da", "db"));
    }

    private static void removeLocks(RecordedShell s) {
        s.cluster.removeFile("mdw", "/tmp/.s.PGSQL.5432");
        s.cluster.removeFile("mdw", "/tmp/.s.PGSQL.5432.lock");
    }

    private static void off(RecordedShell s, long seconds) {
        // What the wal receiver had written last is in its title: something was sent before.
        line(s, "mdw", "psql -X -d postgres -c \"create table before(i int) distributed by (i)\"");
        s.cluster.powerOff("mdw");
        s.cluster.clock().advance(Duration.ofSeconds(seconds));
    }

    private static void promoteDirectly(RecordedShell s) {
        line(s, "smdw", "ps -ef | grep \"[w]al receiver\"");
        line(s, "smdw", "pg_ctl promote -D $MASTER_DATA_DIRECTORY");
        Map<String, String> utility = Map.of("PGOPTIONS", "-c gp_session_role=utility");
        while (!s.run("smdw", List.of("psql", "-d", "postgres", "-c", "CHECKPOINT"), utility, "")
                .exitedZero()) {
            s.cluster.clock().advance(Duration.ofMillis(50));
        }
        s.out.append("promoted after 0.2\n");
        line(s, "smdw", "psql -d postgres -Atc \"select count(*) from test\"");
        s.out.append("dispatching after 0.2\n");
        line(s, "smdw", "psql -d postgres -c \"select * from gp_segment_configuration where content=-1\"");
    }

    private static void writeDuringPartition(RecordedShell s) {
        RecordedShell other = new RecordedShell(s.cluster);
        s.cluster.clock().schedule(Duration.ofMillis(100), () -> recorded(other, "84"));
        recorded(s, "85");
    }

    private static void nullRoute(RecordedShell s) {
        for (String host : List.of("sdw1", "sdw2", "smdw")) {
            line(s, host, "sudo -n ip route add unreachable 10.77.0.11/32");
        }
        s.timeout(40);
    }

    private static void failOver(RecordedShell s) {
        s.cluster.killSegment(1);
        s.cluster.probeSegments();
    }

    private static void stopBoth(RecordedShell s) {
        line(s, "mdw", "pg_ctl stop -m fast -D /data/master/gpseg-1");
        line(s, "smdw", "pg_ctl stop -m fast -D /data/master/standby");
    }

    private static void terminateSender(RecordedShell s) {
        RecordedShell other = new RecordedShell(s.cluster);
        s.cluster.clock().schedule(Duration.ofSeconds(8), () -> recorded(other, "a9"));
        s.timeout(400);
        line(s, "mdw", "psql -X -d postgres -c \"create table t2(i int) distributed by (i)\"");
    }

    private static void destroySocketsLater(RecordedShell s) {
        s.cluster.powerOff("smdw");
        RecordedShell root = new RecordedShell(s.cluster);
        s.cluster.clock().schedule(Duration.ofSeconds(5), () -> line(root, "mdw", "sudo -n ss -K dst 10.77.0.12"));
    }

    private static void orphan(RecordedShell s) {
        s.session = s.cluster.openSession("mdw").begin().insert("test", 13);
        s.cluster.kill("mdw");
    }

    private static void switchOver(RecordedShell s) {
        line(s, "mdw", "psql -X -d postgres -c checkpoint; pg_ctl stop -m fast -D /data/master/gpseg-1");
        line(s, "smdw", "pg_ctl promote -D /data/master/gpseg-1; sleep 1");
        line(s, "smdw", "psql -X -d postgres -c \"insert into test select generate_series(1,5)\"");
    }

    private static void rejoinFiles(RecordedShell s) {
        s.cluster.writeFile("mdw", "/data/master/gpseg-1/internal.auto.conf", "gp_dbid=13\n");
        s.cluster.writeFile(
                "mdw",
                "/data/master/gpseg-1/recovery.conf",
                "standby_mode = 'on'\nprimary_conninfo = 'user=gpadmin"
                        + " host=smdw port=5432 sslmode=disable sslcompression=1 krbsrvname=postgres application_name=gp_walreceiver'\n"
                        + "recovery_target_timeline = 'latest'\n");
    }

    private static void switchBack(RecordedShell s) {
        line(s, "smdw", "pg_ctl stop -m fast -D /data/master/gpseg-1");
        line(s, "mdw", "pg_ctl promote -D /data/master/gpseg-1");
        s.cluster.clock().advance(Duration.ofMillis(250));
        line(s, "mdw", "psql -X -d postgres -Atc \"select count(*) from after_rejoin\"");
        line(s, "mdw", "psql -X -d postgres -Atc \"select count(*) from test\"");
        line(s, "mdw", "psql -d postgres -c \"select * from gp_segment_configuration where content=-1\"");
    }

    private static void divergeAlone(RecordedShell s) {
        s.cluster.kill("mdw");
        line(s, "smdw", "pg_ctl promote -D /data/master/gpseg-1; sleep 1");
        // A promoted server makes one by itself before long; the recorded pg_rewind saw its timeline.
        line(s, "smdw", "psql -X -d postgres -c checkpoint");
        s.cluster.dataDirectory("mdw", "/data/master/gpseg-1").writeAlone(0x8000);
    }

    private static void rewind(RecordedShell s) {
        line(
                s,
                "mdw",
                "PGOPTIONS=\"-c gp_session_role=utility\" pg_rewind --progress --source-server=\"host=smdw port=5432"
                        + " user=gpadmin dbname=template1\" --target-pgdata=/data/master/gpseg-1");
        s.out.append("rc ").append(s.exit).append('\n');
        line(s, "mdw", "cat /data/master/gpseg-1/internal.auto.conf");
    }

    private static void rewoundFiles(RecordedShell s) {
        s.cluster.removeFile("mdw", "/data/master/gpseg-1/recovery.done");
        rejoinFiles(s);
    }

    private static void startFollowing(RecordedShell s) {
        line(s, "mdw", "pg_ctl start -w -t 60 -D /data/master/gpseg-1 -l /tmp/s.log -o '-p 5432 -E'");
        s.cluster.clock().advance(Duration.ofSeconds(1));
    }
}
