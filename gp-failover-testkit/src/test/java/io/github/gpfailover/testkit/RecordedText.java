package io.github.gpfailover.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text without what differs from run to run (times, process numbers, log positions) and what the recording's own shell printed (date, ls,
 * tail). Nothing else is taken out. It exists so that two texts can be compared.
 */
final class RecordedText {

    private record Rule(Pattern pattern, String with) {}

    private static final List<Rule> RULES = List.of(
            // Lines of date, ls, of the server's log and of the recording's own processes.
            rule("(?m)^[A-Z][a-z]{2} Nov 22 [0-9:]+ AM UTC 2026\n", ""),
            rule("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{9}\n", ""),
            rule("(?m)^[-ds][rwxt-]{9} .*\n", ""),
            rule("(?m)^total \\d+\n", ""),
            rule("(?m)^.*\"redirecting log output to logging collector process\".*\n", ""),
            rule("(?m)^.*(?:su - gpadmin -c|-bash -c| grep streaming| grep postgres| psql -X -a).*\n", ""),
            rule("(?m)^(?:-bash: .*refused)\n", ""),
            rule("(?m)^tail: option used in invalid context -- 2\n?", ""),
            // The list of files that follows the dbid in c4: the model has not all of them.
            rule("(?s)(rc 0\ngp_dbid=\\d+\n)backup_label\n.*", "$1"),
            rule("\n?Session terminated, killing shell\\.\\.\\.$", ""),
            // Left over by a line of the recording's own shell.
            rule("(logger process   \n)\n", "$1"),
            // Time and process of a log line; the recorder's clock ran.
            rule("(?m)^(> )?\\d{8}:\\d\\d:\\d\\d:\\d\\d:\\d{6} ", "$1TIME:PID "),
            rule("(?m)(PID|process ID)( +)= [1-9]\\d*$", "$1$2= N"),
            rule("\\(PID: \\d+\\)", "(PID: N)"),
            rule("pid=\\d+", "pid=N"),
            // The segment that answered first is named.
            rule("\\(seg\\d ((?:slice1 )?)10\\.77\\.0\\.\\d+:\\d+ pid=N\\)", "(segN $1ADDRESS pid=N)"),
            rule("(?m)^(pid|client_port)( +)\\| \\d+$", "$1$2| N"),
            rule("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+\\+00", "SINCE"),
            rule("(?m)^(-\\[ RECORD \\d+ \\]-*\\+)-+$", "$1-"),
            rule("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} UTC", "WHEN UTC"),
            // Lines of servers' logs.
            rule("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC", "SECOND UTC"),
            rule(",p\\d+,th-?\\d+,", ",pN,thN,"),
            rule("(\"10\\.77\\.0\\.\\d+\"),\"\\d+\",", "$1,\"PORT\","),
            rule("xlogtemp\\.\\d+", "xlogtemp.N"),
            rule("skipping over \\d+ bytes", "skipping over SOME bytes"),
            rule("xid 0/\\d+; oid \\d+; relfilenode \\d+;", "xid N; oid N; relfilenode N;"),
            rule("oldest xid \\d+ in DB", "oldest xid N in DB"),
            rule("(?m)^gpadmin +\\d+ +(\\d+)  0 \\d\\d:\\d\\d \\?", "gpadmin N PARENT$1  0 TIME ?"),
            rule("PARENT(?!1 )\\d+", "PARENT"),
            rule("emptyForRemove[0-9a-f-]{36}", "emptyForRemoveUUID"),
            rule("\\b[0-9A-F]{1,8}/[0-9A-F]{6,8}\\b", "LSN"),
            rule("LSN +\\|", "LSN |"),
            rule("\\b[0-9A-F]{24}\\b", "WALFILE"),
            rule("(?:Sun 22|Mon 30) Nov 2026 \\d\\d:\\d\\d:\\d\\d [AP]M UTC", "DATE"),
            // The second series was taken of another build in another directory, and of another cluster.
            rule("compiled on Nov \\d\\d 2026 \\d\\d:\\d\\d:\\d\\d", "compiled on DATE"),
            rule("greenplum-db-6\\.24\\.3/", "greenplum-db/"),
            rule("\\b7\\d{18}\\b", "SYSTEM"),
            rule("(?m)^(Current max_connections setting: +)\\d+$", "$1N"),
            rule("\\((?:\\d{5})\\) streaming", "(PORT) streaming"),
            rule("(?m)^\\d+(\\|10\\.77\\.)", "N$1"),
            rule("(?m)^(Latest checkpoint's (?:Next|oldest)[A-Za-z]+: +)(?:0/)?\\d+$", "$1N"),
            // postmaster.pid: number and start.
            rule(
                    "(?m)^\\d+\n(/data/master/gpseg-1)\n\\d{10}\n5432\n/tmp\n\\*\n  5432001 +\\d+$",
                    "N\n$1\nSTART\n5432\n/tmp\n*\n  KEY"),
            rule("(?m)^\\d{3,}$", "NUMBER"),
            rule("(promoted|dispatching) after [0-9.]+", "$1 after SECONDS"));

    // The first id of a record of a commit is memory that nobody wrote.
    private static final Pattern GARBAGE = Pattern.compile("gid = \\d+-\\d{10} gid = ");
    private static final Pattern DISTRIBUTED_ID = Pattern.compile("\\b(\\d{10})-\\d{10}\\b");
    private static final Pattern LOG_ROW = Pattern.compile("(?m)^(\\d\\|\\d+\\|)PREFIX");

    private RecordedText() {}

    private static Rule rule(String pattern, String with) {
        return new Rule(Pattern.compile(pattern), with);
    }

    static String normal(String text) {
        String out = text.startsWith("-[ RECORD") ? sortedRecords(text) : text;
        out = sortedTies(namedPrefixes(
                GARBAGE.matcher(out).replaceAll("gid = GARBAGE gid = ").replaceAll("gid=\\d+-\\d+", "gid=N")));
        for (Rule rule : RULES) {
            out = rule.pattern.matcher(out).replaceAll(rule.with);
        }
        return out;
    }

    // The seconds in which masters began become names in their order.
    private static String namedPrefixes(String text) {
        TreeSet<String> prefixes = new TreeSet<>();
        Matcher id = DISTRIBUTED_ID.matcher(text);
        while (id.find()) {
            prefixes.add(id.group(1));
        }
        String out = text;
        int number = 1;
        for (String prefix : prefixes) {
            out = out.replaceAll("\\b" + prefix + "(-\\d{10}\\b)", "PREFIX" + number++ + "$1");
        }
        return out;
    }

    // Ordered by a number that begins anew with each master: rows of the same number come in any order.
    private static String sortedTies(String text) {
        if (!LOG_ROW.matcher(text).find()) {
            return text;
        }
        List<String> lines = new ArrayList<>(text.lines().toList());
        for (int from = 0; from < lines.size(); ) {
            int to = from + 1;
            Matcher row = LOG_ROW.matcher(lines.get(from));
            boolean ofLog = row.find();
            while (ofLog && to < lines.size() && lines.get(to).startsWith(row.group(1))) {
                to++;
            }
            Collections.sort(lines.subList(from, to));
            from = to;
        }
        return String.join("\n", lines) + "\n";
    }

    // The segments' rows come in the order in which they answered.
    private static String sortedRecords(String text) {
        String[] records = text.strip().split("-\\[ RECORD \\d+ \\]", -1);
        Arrays.sort(
                records, Comparator.comparing(r -> r.lines().skip(1).findFirst().orElse("")));
        StringBuilder out = new StringBuilder();
        for (String record : records) {
            out.append(record.isEmpty() ? "" : "-[ RECORD 1 ]" + record.strip() + "\n");
        }
        return out.append('\n').toString();
    }
}
