package io.github.gpfailover.testkit.internal;

/** The rules on which directories no server starts, and what its log says then. */
public final class StartRules {

    private StartRules() {}

    /**
     * Says what the log of a server would say that can't start on a directory; null if it can. Texts are from PostgreSQL 9.4's source; no
     * recording has them.
     */
    public static String failure(ServerDirectory directory) {
        ControlFile control = directory.control;
        if (directory.systemIdentifier == 0) {
            return "postgres: could not find the database system\nExpected to find it in the directory \""
                    + directory.path
                    + "\",\nbut could not open file \"" + directory.path
                    + "/global/pg_control\": No such file or directory";
        }
        if (!ServerDirectory.VERSION.equals(directory.files.get(ServerDirectory.VERSION_FILE))
                || control.version != ControlFile.VERSION
                || control.catalogVersion != ControlFile.CATALOG_VERSION) {
            return "FATAL:  database files are incompatible with server";
        }
        if (!directory.files.containsKey(ServerDirectory.ACCESS_FILE)) {
            return "FATAL:  could not load pg_hba.conf";
        }
        // A backup's label overrules what pg_control says of the checkpoint.
        boolean chooses = directory.isStandby()
                && directory.followsLatest()
                && !directory.files.containsKey(ServerDirectory.BACKUP_LABEL);
        return chooses ? notAChild(directory) : null;
    }

    private static String notAChild(ServerDirectory directory) {
        ControlFile control = directory.control;
        int newest = Histories.newest(directory.files, control.timeline);
        if (newest == control.timeline) {
            return null;
        }
        String history = directory.files.get(Histories.path(newest));
        long left = Histories.leftAt(history, control.timeline);
        if (control.checkpoint >= left) {
            return "FATAL:  requested timeline " + newest + " is not a child of this server's history\nDETAIL:  Latest"
                    + " checkpoint is at " + Texts.lsn(control.checkpoint) + " on timeline " + control.timeline
                    + ", but in the history of the requested timeline, the server forked off from that timeline at "
                    + Texts.lsn(Math.max(0, left)) + ".";
        }
        long until = Histories.leftAt(history, control.minRecoveryTimeline);
        if (control.minRecoveryTimeline != newest && control.minRecovery > 0 && control.minRecovery - 1 >= until) {
            return "FATAL:  requested timeline " + newest + " does not contain minimum recovery point "
                    + Texts.lsn(control.minRecovery) + " on timeline " + control.minRecoveryTimeline;
        }
        return null;
    }
}
