package io.github.gpfailover.core.job;

import io.github.gpfailover.core.job.JobException.Reason;
import io.github.gpfailover.internal.Checks;

/**
 * The reasons for which a host can't or won't report a job's state, each with what a person does then. It keeps these texts in one place.
 */
final class JobDoubt {

    private JobDoubt() {}

    /** Gives why a state is not known. */
    static String ofState(String detail) {
        if (detail.startsWith("host:")) {
            return "it was claimed on host " + detail.substring("host:".length())
                    + ", by that name; ask there, or, if this host was renamed since and the command does not run, remove the link"
                    + " 'claim' in the job's directory by hand and end the job before anybody starts it";
        }
        return switch (detail) {
            case "hidden" -> "its directory can't be searched from here; mount it or correct its permissions";
            case "end" ->
                "its program is gone and its exit status is not written yet; make space on the disk of the job's directory";
            case "stamp" ->
                "processes are left in its session, and whether they are its own can't be told; look at the host";
            default -> "the process table could not be read; look at the host";
        };
    }

    static Reason reason(String word) {
        return switch (word) {
            case "link", "owner", "shared" -> Reason.UNSAFE_DIRECTORY;
            default -> Reason.UNSEEN_DIRECTORY;
        };
    }

    /** Gives why nothing is said or done in a directory. */
    static String ofPlace(String word) {
        return switch (word) {
            case "link" -> "has a symbolic link in the place of its directory; choose a directory that is none";
            case "owner" -> "has a directory that belongs to another user; choose one of the login's own";
            case "shared" ->
                "has a directory that others can write to; take that right from them (chmod go-w) if nothing there is theirs";
            case "home" ->
                "has a relative directory, and the login did not start in its HOME; mount the home, or choose an absolute"
                        + " directory";
            case "hidden" ->
                "has a directory that can't be searched; mount it or correct its permissions, jobs may be there";
            case "unreadable" -> "has output that can't be read; look at its permissions";
            default -> "can't be seen (" + Checks.shown(word) + "); look at its directory";
        };
    }
}
