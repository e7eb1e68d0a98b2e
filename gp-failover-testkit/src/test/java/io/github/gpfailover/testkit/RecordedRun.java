package io.github.gpfailover.testkit;

import io.github.gpfailover.core.internal.script.DirectoryScripts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The order in which the recordings were taken, and what happened between them (README.md beside them). */
final class RecordedRun {

    /** One recording, what came before it, and how it is run where its command line is more than a simulated shell knows. */
    record Step(String name, Consumer<RecordedShell> before, Consumer<RecordedShell> instead) {}

    /** Recordings without a row, each with the reason: nothing that is run on a host printed them. */
    static final Map<String, String> EXCEPTIONS =
            Map.of("b3", "psql -a that reads slowly from a pipe: a ClientSession stands for it, without text");

    private static final String DIRECTORY = "/data/master/gpseg-1";

    private static final String RESTART =
            "pg_ctl restart -w -m fast -D /data/master/gpseg-1 -l /tmp/re.log -o '-p 5432 -E'";

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
                .after(s -> s.cluster.host("smdw").makeDirectory("/data/master/gpseg-1"), "36")
                .then("37")
                .after(s -> line(s, "smdw", "mv /data/master/gpseg-1 /data/master/somebody"), "38")
                .after(s -> s.cluster.server("mdw").openSession(), "40")
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
                        .after(s -> s.cluster.segment(0).killMirror(), "95")
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
                                    s.cluster.server("mdw").writeUnflushed(0x9000);
                                },
                                "d0")
                        .then("d1", "d2", "d3", "d4", "d5"),
                new RecordedRun()
                        .after(
                                s -> {
                                    recorded(s, "04");
                                    sql(s, "create temporary table t(i int)");
                                    markMaster(s);
                                    s.cluster.cut("mdw", "smdw");
                                },
                                "d6")
                        .then("d7", "d8", "d9", "da", "db")
                        .as("dd", s -> {}, s -> dump(s, "dd"))
                        .as("de", s -> {}, s -> dump(s, "de")),
                new RecordedRun()
                        .after(RecordedRun::writeBesideAStandby, "e0")
                        .then("e1")
                        .as("e2", s -> {}, s -> dump(s, "e2"))
                        .after(RecordedRun::goOnAlone, "e3")
                        .then("e4")
                        .as("e5", s -> s.cluster.powerOff("mdw"), s -> dump(s, "e5"))
                        .then("e6", "e7", "e8", "e9"),
                new RecordedRun()
                        .after(RecordedRun::beginTogether, "f0")
                        .then("f1")
                        .after(RecordedRun::writeBesideAReader, "f2")
                        .then("f3", "f4", "f5", "f6", "f7", "f8"),
                new RecordedRun()
                        .as("g0", RecordedRun::loseTwo, s -> dump(s, "g0"))
                        .as("g1", s -> {}, s -> dump(s, "g1"))
                        .as("g2", s -> {}, s -> dump(s, "g2"))
                        .then("g3"),
                new RecordedRun().after(RecordedRun::recoverSegments, "j1"),
                new RecordedRun().as("j0", RecordedRun::markARecord, s -> dump(s, "j0")),
                new RecordedRun()
                        .as("j2", RecordedRun::holdCommits, RecordedRun::killTheWaiting)
                        .then("j3"),
                new RecordedRun()
                        .as("i0", RecordedRun::removeLog, s -> logEnd(s, "i0"))
                        .as("i1", s -> {}, s -> logEnd(s, "i1")),
                new RecordedRun()
                        .as("i2", RecordedRun::refuseReceivers, s -> logEnd(s, "i2"))
                        .as("i3", s -> pass(s, 5), s -> logEnd(s, "i3"))
                        .as("i4", RecordedRun::askForPasswords, s -> logEnd(s, "i4")),
                new RecordedRun().as("i5", RecordedRun::fillTheDisk, s -> logEnd(s, "i5")),
                new RecordedRun().as("i6", RecordedRun::followAnOlderTimeline, s -> logEnd(s, "i6")),
                new RecordedRun().as("i7", RecordedRun::followPastTheFork, s -> logEnd(s, "i7")));
    }

    // The library's own script for what the recorded line does.
    private static void logEnd(RecordedShell s, String name) {
        List<String> script =
                List.of("sh", "-c", DirectoryScripts.LOG_END, "gp-failover", DIRECTORY + "/pg_log", "65536");
        String text = s.run(Recording.read(name).host(), script, Map.of(), "").stdout();
        List<String> lines = text.substring(0, text.lastIndexOf(DirectoryScripts.END))
                .lines()
                .toList();
        lines.subList(Math.max(0, lines.size() - 6), lines.size())
                .forEach(l -> s.out.append(l).append('\n'));
    }

    private static void pass(RecordedShell s, int seconds) {
        s.cluster.clock().advance(Duration.ofSeconds(seconds));
    }

    private static void startServer(RecordedShell s, String host) {
        line(s, host, "pg_ctl start -w -t 60 -D /data/master/gpseg-1 -l /tmp/s.log -o '-p 5432 -E'");
    }

    private static void removeLog(RecordedShell s) {
        recorded(s, "04");
        line(s, "smdw", "pg_ctl stop -m fast -D /data/master/gpseg-1");
        for (int i = 0; i < 3; i++) {
            s.cluster.server("mdw").writeLog(0x10000000L);
            sql(s, "checkpoint");
        }
        startServer(s, "smdw");
        pass(s, 12);
    }

    private static void access(RecordedShell s, String text) {
        s.cluster.host("mdw").writeFile(DIRECTORY + "/pg_hba.conf", "local all gpadmin ident\n" + text);
        line(s, "mdw", "pg_ctl reload -D /data/master/gpseg-1");
    }

    private static void refuseReceivers(RecordedShell s) {
        recorded(s, "04");
        access(s, "host all gpadmin 10.77.0.0/16 trust\n");
        s.cluster.server("mdw").terminateSender();
        pass(s, 7);
    }

    private static void askForPasswords(RecordedShell s) {
        access(s, "host replication gpadmin 10.77.0.0/16 md5\n");
        pass(s, 5);
    }

    private static void fillTheDisk(RecordedShell s) {
        recorded(s, "04");
        s.cluster.host("smdw").freeDisk(1 << 20);
        s.cluster.server("mdw").writeLog(0x5000000L);
        pass(s, 12);
    }

    private static void marker(RecordedShell s, String host, String master) {
        s.cluster
                .host(host)
                .writeFile(
                        DIRECTORY + "/recovery.conf",
                        "standby_mode = 'on'\nprimary_conninfo = 'user=gpadmin host=" + master + " port=5432"
                                + " application_name=gp_walreceiver'\nrecovery_target_timeline = 'latest'\n");
    }

    private static void followAnOlderTimeline(RecordedShell s) {
        recorded(s, "04");
        line(s, "mdw", "pg_ctl stop -m fast -D /data/master/gpseg-1");
        line(s, "smdw", "pg_ctl promote -D /data/master/gpseg-1; sleep 1");
        line(s, "smdw", "pg_ctl stop -m fast -D /data/master/gpseg-1");
        startServer(s, "mdw");
        marker(s, "smdw", "mdw");
        startServer(s, "smdw");
        pass(s, 12);
    }

    private static void followPastTheFork(RecordedShell s) {
        recorded(s, "04");
        s.cluster.kill("mdw");
        line(s, "smdw", "pg_ctl promote -D /data/master/gpseg-1; sleep 1");
        s.cluster.dataDirectory("mdw", DIRECTORY).writeAlone(0x40000);
        removeLocks(s);
        marker(s, "mdw", "smdw");
        startServer(s, "mdw");
        pass(s, 12);
    }

    // A recorded pg_xlogdump, from where the model's log stood at the mark of its directory.
    private static void dump(RecordedShell s, String name) {
        Recording r = Recording.read(name);
        String directory = r.commandLine().replaceAll(".* -p (\\S+)/pg_xlog .*", "$1");
        String from = s.marks.get(directory);
        line(s, r.host(), r.commandLine().replaceAll(" -s \\S+", " -s " + from));
    }

    private static void markMaster(RecordedShell s) {
        sql(s, "checkpoint");
        s.marks.put(
                "/data/master/gpseg-1",
                position(s, "mdw", "-h mdw", "select pg_is_in_recovery(), pg_current_xlog_location(), version()"));
    }

    private static String position(RecordedShell s, String host, String server, String sql) {
        int before = s.out.length();
        line(
                s,
                host,
                "PGOPTIONS='-c gp_session_role=utility' psql -X -At " + server + " -d postgres -c \"" + sql + "\"");
        String answer = s.out.substring(before).split("\\|", -1)[1];
        s.out.setLength(before);
        return answer;
    }

    // A transaction that reads takes an id as well.
    private static void read(RecordedShell s, int times) {
        for (int i = 0; i < times; i++) {
            try (ClientSession reader = s.cluster.server("mdw").openSession()) {
                reader.begin().holdSnapshot();
            }
        }
    }

    private static void sql(RecordedShell s, String statement) {
        line(s, "mdw", "psql -X -d postgres -c \"" + statement + "\"");
    }

    // Its prefix is another one, and its ids begin anew.
    private static void restart(RecordedShell s) {
        s.cluster.clock().advance(Duration.ofSeconds(2));
        line(s, "mdw", RESTART);
        s.cluster.clock().advance(Duration.ofSeconds(2));
        read(s, 3);
    }

    private static void writeBesideAStandby(RecordedShell s) {
        recorded(s, "04");
        sql(s, "create temporary table first(i int)");
        restart(s);
        sql(s, "create temporary table second(i int)");
        read(s, 4);
        markMaster(s);
        sql(s, "create table before(i int) distributed by (i)");
        sql(s, "drop table before");
        restart(s);
        sql(s, "create table kept(i int) distributed by (i)");
        sql(s, "insert into kept select generate_series(1,1000)");
        sql(s, "insert into kept select generate_series(1,1000)");
        sql(s, "insert into kept values (1)");
    }

    private static void goOnAlone(RecordedShell s) {
        s.cluster.cut("mdw", "smdw");
        s.cluster.server("mdw").terminateSender();
        sql(s, "create table lost(i int) distributed by (i)");
        sql(s, "insert into lost select generate_series(1,1000)");
    }

    private static void beginTogether(RecordedShell s) {
        recorded(s, "04");
        for (int i = 0; i < 5; i++) {
            sql(s, "create temporary table t(i int)");
        }
        line(s, "smdw", "pg_ctl stop -m fast -D /data/master/gpseg-1");
        line(s, "mdw", "pg_ctl stop -m fast -D /data/master/gpseg-1");
        s.cluster.clock().advance(Duration.ofSeconds(2));
        s.cluster.server("mdw").start();
        s.cluster.server("smdw").start();
    }

    private static void writeBesideAReader(RecordedShell s) {
        s.cluster.clock().advance(Duration.ofSeconds(2));
        read(s, 1);
        sql(s, "create table hidden(i int) distributed by (i)");
        sql(s, "insert into hidden select generate_series(1,8)");
        s.session = s.cluster.server("mdw").openSession().begin().holdSnapshot();
        for (int i = 0; i < 100; i++) {
            sql(s, "insert into hidden select generate_series(1,8)");
        }
    }

    private static void loseTwo(RecordedShell s) {
        recorded(s, "04");
        sql(s, "create temporary table first(i int)");
        restart(s);
        markMaster(s);
        markSegment(s, "sdw1", 6000);
        markSegment(s, "sdw2", 6001);
        s.marks.replaceAll((directory, at) -> before(at));
        sql(s, "create table kept(i int) distributed by (i)");
        sql(s, "insert into kept select generate_series(1,1000)");
        read(s, 1);
        goOnAlone(s);
    }

    private static void markSegment(RecordedShell s, String host, int port) {
        String at = position(
                s,
                host,
                "-h " + host + " -p " + port,
                "select 'position', pg_current_xlog_location(), pg_xlogfile_name(pg_current_xlog_location()),"
                        + " current_setting('data_directory')");
        s.marks.put("/data/primary/gpseg" + (host.equals("sdw1") ? 0 : 3), at);
    }

    // In the midst of the record before.
    private static String before(String position) {
        String[] halves = position.split("/", -1);
        return halves[0]
                + '/'
                + Long.toHexString(Long.parseLong(halves[1], 16) - 24).toUpperCase(Locale.ROOT);
    }

    private static void removeLocks(RecordedShell s) {
        s.cluster.host("mdw").removeFile("/tmp/.s.PGSQL.5432");
        s.cluster.host("mdw").removeFile("/tmp/.s.PGSQL.5432.lock");
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

    private static void recoverSegments(RecordedShell s) {
        recorded(s, "04");
        failOver(s);
        s.cluster.segment(1).recover();
    }

    private static void markARecord(RecordedShell s) {
        sql(s, "checkpoint");
        markMaster(s);
        s.marks.replaceAll((directory, at) -> before(at));
        sql(s, "checkpoint");
    }

    private static void holdCommits(RecordedShell s) {
        recorded(s, "04");
        sql(s, "create table kept(i int) distributed by (i)");
        for (int i = 0; i < 3; i++) {
            sql(s, "insert into kept select generate_series(1,1000)");
        }
        s.cluster.cut("mdw", "smdw");
    }

    private static void killTheWaiting(RecordedShell s) {
        s.cluster.clock().schedule(Duration.ofSeconds(3), () -> s.cluster.kill("mdw"));
        recorded(s, "j2");
    }

    private static void failOver(RecordedShell s) {
        s.cluster.segment(1).killPrimary();
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
        s.session = s.cluster.server("mdw").openSession().begin().insert("test", 13);
        s.cluster.kill("mdw");
    }

    private static void switchOver(RecordedShell s) {
        line(s, "mdw", "psql -X -d postgres -c checkpoint; pg_ctl stop -m fast -D /data/master/gpseg-1");
        line(s, "smdw", "pg_ctl promote -D /data/master/gpseg-1; sleep 1");
        line(s, "smdw", "psql -X -d postgres -c \"insert into test select generate_series(1,5)\"");
    }

    private static void rejoinFiles(RecordedShell s) {
        s.cluster.host("mdw").writeFile("/data/master/gpseg-1/internal.auto.conf", "gp_dbid=13\n");
        s.cluster
                .host("mdw")
                .writeFile(
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
        s.cluster.host("mdw").removeFile("/data/master/gpseg-1/recovery.done");
        rejoinFiles(s);
    }

    private static void startFollowing(RecordedShell s) {
        line(s, "mdw", "pg_ctl start -w -t 60 -D /data/master/gpseg-1 -l /tmp/s.log -o '-p 5432 -E'");
        s.cluster.clock().advance(Duration.ofSeconds(1));
    }
}
