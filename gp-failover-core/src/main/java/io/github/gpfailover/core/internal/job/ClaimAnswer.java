package io.github.gpfailover.core.internal.job;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.step.HostClaim;
import io.github.gpfailover.core.internal.step.JobRunner.Claimant;
import io.github.gpfailover.core.internal.step.JobRunner.Claiming;
import io.github.gpfailover.spi.CommandResult;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host's answer to a claim. It exists because whatever is not understood there means that jobs can't be had: a login may lead to no POSIX
 * shell at all.
 */
public final class ClaimAnswer {

    private static final Pattern CLAIMED = Pattern.compile("claim=(quick|slow) (\\d{1,18})");
    private static final Pattern OPEN = Pattern.compile("open=[A-Za-z0-9][A-Za-z0-9-]{0,63}");
    private static final String REFUSED = "claim=refused ";
    private static final String LACKS = "claim=lacks ";

    private ClaimAnswer() {}

    /** Reads an answer. */
    public static Claiming read(HostName host, String claims, Claimant claimant, CommandResult answer) {
        Optional<String> barred = JobReport.barred(answer);
        if (barred.isPresent()) {
            return new Claiming.NoJobs("its directories for jobs can't be relied on (" + barred.get() + ")");
        }
        List<String> lines = answer.stdout().lines().toList();
        if (!answer.exitedZero()
                || lines.size() < 2
                || !lines.get(lines.size() - 1).equals("end")) {
            return new Claiming.NoJobs(
                    "its login answered the script of a claim with " + answer.exitText() + ": " + answer.lastLine());
        }
        String line = lines.get(0);
        Matcher claimed = CLAIMED.matcher(line);
        List<String> rest = lines.subList(1, lines.size() - 1);
        if (claimed.matches() && rest.stream().allMatch(l -> OPEN.matcher(l).matches())) {
            return new Claiming.Claimed(
                    new HostClaim(
                            claims + '/' + claimant.key(),
                            Long.parseLong(claimed.group(2)),
                            claimant.realm() + ' ' + claimant.token() + ' ' + claimant.holder(),
                            claimed.group(1).equals("quick")),
                    rest.stream().map(l -> l.substring(l.indexOf('=') + 1)).toList());
        }
        if (line.startsWith(REFUSED)) {
            return new Claiming.Refused(line.substring(REFUSED.length()));
        }
        return new Claiming.NoJobs(
                line.startsWith(LACKS)
                        ? "it lacks " + line.substring(LACKS.length())
                        : host + " answered the script of a claim with " + line);
    }
}
