package io.github.gpfailover.step;

import io.github.gpfailover.stability.Stable;

/**
 * The kinds of reasons.
 *
 * <p>A program that watches moves decides by these; sentences are for people. A code is never given another meaning. New ones may come with
 * any version, so whoever switches over them needs a default.
 *
 * @since 0.1
 */
@Stable
public enum ReasonCode {
    /** Two servers answer as masters. */
    TWO_MASTERS,
    /** No server answers as a master. */
    NO_MASTER,
    /** Two sources of the observation contradict each other. */
    SOURCES_DISAGREE,
    /** No server of the cluster runs, neither a master nor a standby. */
    NOTHING_RUNS,
    /** The old master answers again beside the promoted one. */
    OLD_MASTER_RETURNED,
    /** A fault detector outside the cluster promotes by itself. */
    EXTERNAL_FAULT_DETECTOR,
    /** The plan names a host by its role, and no such host is known. */
    HOST_UNKNOWN,
    /** A host could not be asked. */
    HOST_NOT_REACHED,
    /** A question about the move was not answered in time. */
    QUESTION_UNANSWERED,
    /** The output of a program could not be read. */
    OUTPUT_UNREADABLE,
    /** The cluster runs a version that has no dialect. */
    VERSION_UNSUPPORTED,
    /** The hosts of master and standby do not reach each other. */
    MASTERS_LINK_CUT,
    /** No master answered that has the segments' catalog, so nothing is known of them. */
    SEGMENTS_UNKNOWN,
    /** The catalog calls a segment down. */
    SEGMENT_DOWN,
    /** A segment acts in its partner's role. */
    SEGMENT_SWITCHED,
    /** A segment is not found running, though the catalog calls it up. */
    SEGMENT_SILENT,
    /** A mirror is not synchronised with its primary. */
    MIRROR_NOT_SYNCHRONISED,
    /** The standby that the catalog names does not run as one, or nobody knows whether it does. */
    STANDBY_NOT_RUNNING,
    /** The master has no whole stream to its standby. */
    STANDBY_NOT_STREAMING,
    /** The master does not take dispatching sessions. */
    MASTER_NOT_DISPATCHING,
    /** gpstate was not asked, or gave no answer, so that its view is missing. */
    GPSTATE_NOT_ASKED,
    /** Why a standby does not stream, as the logs show it. */
    STREAM_DIAGNOSIS,
    /** The product does not run on a host. */
    PRODUCT_MISSING,
    /** Two hosts have different versions of the product. */
    PRODUCT_VERSIONS_DIFFER,
    /** A host lacks the directory that data directories are in. */
    PARENT_DIRECTORY_MISSING,
    /** A host lacks programs that a move runs. */
    PROGRAMS_MISSING,
    /** A host gets no ssh to another without a password. */
    SSH_FAILS,
    /** A host's files set another data directory or port than its server has. */
    SETTINGS_DIFFER,
    /** A host lacks the disk space that a standby takes. */
    DISK_TOO_SMALL,
    /** It can't be determined whether the master runs. */
    MASTER_LIVENESS_UNKNOWN,
    /** A server runs and does not report its role. */
    MASTER_ROLE_UNKNOWN,
    /** Nothing in the plan activates a standby afterwards. */
    LEAVES_NO_MASTER,
    /** The server that is to be stopped runs as a standby. */
    SERVER_IS_STANDBY,
    /** The end of the server could not be proved, since other processes can't be distinguished from its own. */
    STOP_NOT_PROVABLE,
    /** The master that is to be fenced answers and dispatches. */
    MASTER_SERVES,
    /** The master that this plan had stopped serves again. */
    MASTER_SERVES_AGAIN,
    /** Two reads do not prove that the master does not serve. */
    MASTER_OUTAGE_UNPROVED,
    /** The master's answers contradict each other. */
    MASTER_ANSWER_CHANGED,
    /** The fence that the plan names could not be set. */
    FENCE_OBSTACLE,
    /** The catalog names no standby. */
    NO_STANDBY,
    /** The standby was not observed. */
    STANDBY_NOT_OBSERVED,
    /** No standby is seen running. */
    STANDBY_NOT_SEEN,
    /** More than one server runs as a standby. */
    SECOND_STANDBY,
    /** The standby does not report how far it has replayed. */
    STANDBY_POSITION_UNKNOWN,
    /** The standby is not in sync. */
    STANDBY_NOT_IN_SYNC,
    /** The standby follows none of the servers that were observed. */
    STANDBY_UPSTREAM_UNKNOWN,
    /** The standby follows another server than the master. */
    STANDBY_FOLLOWS_OTHER,
    /** The pg_control of the standby can't be read. */
    STANDBY_DIRECTORY_UNREADABLE,
    /** The directory of the standby is of another cluster. */
    STANDBY_OF_OTHER_CLUSTER,
    /** The server that was promoted ended, or takes no session, and waiting does not change that. */
    PROMOTED_SERVER_UNUSABLE,
    /** The master still serves, so nothing is promoted beside it. */
    MASTER_STILL_SERVES,
    /** A server beside master and standby is neither proved stopped nor a standby. */
    THIRD_SERVER_MAY_WRITE,
    /** A server that must not write beside the promoted one still runs. */
    SERVER_STILL_RUNS,
    /** It can't be determined whether a server that must not write still runs. */
    SERVER_LIVENESS_UNKNOWN,
    /** The fence that held the old master no longer holds. */
    FENCE_NO_LONGER_HOLDS,
    /** A lock file names a live process of a server that is taken for stopped. */
    LOCK_FILE_CONTRADICTS,
    /** The standby lacks log of the old master. */
    STANDBY_LACKS_LOG,
    /** The standby lacks transactions that were committed. */
    COMMITS_MISSING,
    /** The old master has what the standby lacks: start it to get it back. */
    OLD_MASTER_HAS_THEM,
    /** Logs that might settle the question of loss could not be read. */
    LOGS_UNREAD,
    /** The standby was not in sync when the old master ended. */
    STANDBY_WAS_NOT_IN_SYNC,
    /** That the standby was in sync, the old master alone reported. */
    SYNC_UNCONFIRMED,
    /** The last sign that the standby was in sync is too old. */
    SYNC_KNOWLEDGE_TOO_OLD,
    /** The standby is not the server any more that was in sync. */
    STANDBY_RESTARTED_SINCE,
    /** It is not known what the old master wrote last. */
    LOSS_UNKNOWN,
    /** The location of the new standby is the master's. */
    HOST_HOLDS_MASTER,
    /** The host of the new standby is cut off by a fence. */
    HOST_FENCED,
    /** The cluster has a standby elsewhere already. */
    STANDBY_EXISTS,
    /** It is not proved that the stopped standby can go on where it is. */
    STANDBY_START_UNPROVED,
    /** It is not proved that the strategy that the plan names is right. */
    STRATEGY_UNPROVED,
    /** Which strategy was chosen, and the reasons against the shorter ones. */
    STRATEGY_CHOICE,
    /** A host could not be asked what is at a data directory's location. */
    DIRECTORY_UNREADABLE,
    /** A directory can't be renamed, since it is a link or a mount point. */
    DIRECTORY_FIXED,
    /** A directory can't be identified as this cluster's. */
    DIRECTORY_UNIDENTIFIED,
    /** A directory belongs to another cluster. */
    DIRECTORY_OF_OTHER_CLUSTER,
    /** The master's own pg_control could not be read to compare with. */
    MASTER_DIRECTORY_UNREADABLE,
    /** The server of a directory is not proved stopped. */
    DIRECTORY_IN_USE,
    /** The directory that is to be retired is the master's. */
    DIRECTORY_IS_MASTERS,
    /** The directory that is to be retired is the standby's. */
    DIRECTORY_IS_STANDBYS,
    /** The server that the catalog calls the standby takes sessions as a master. */
    STANDBY_IS_MASTER,
    /** Nobody sees the standby, and the master has no stream to it. */
    STANDBY_UNSEEN,
    /** The directory can't be kept, since the standby can't be stopped. */
    KEEP_DIRECTORY_IMPOSSIBLE,
    /** The standby is not proved gone, so commits wait for it rightly. */
    STANDBY_NOT_GONE,
    /** The master's sockets to the standby can't be destroyed. */
    SOCKETS_KEPT,
    /** The standby is further behind than the step allows. */
    LAG_TOO_LONG,
    /** The master's host shows no wal sender. */
    NO_WAL_SENDER,
    /** The standby's host shows no wal receiver. */
    NO_WAL_RECEIVER,
    /** gpstate does not call the standby passive. */
    GPSTATE_DISAGREES,
    /** A server that may be the master is not proved stopped. */
    NEWEST_MAY_RUN,
    /** The directory of a server can't be read to find the newest. */
    NEWEST_UNREADABLE,
    /** A directory that may be the newest is absent. */
    NEWEST_ABSENT,
    /** Only one location is known, and nothing says that it is the newest. */
    NEWEST_ALONE,
    /** Which directory is the newest is a person's decision. */
    NEWEST_AMBIGUOUS,
    /** No directory of a master is found. */
    NO_MASTERS_DIRECTORY,
    /** A standby shows that a newer master was somewhere else. */
    NEWER_ELSEWHERE,
    /** No promotion has happened yet. */
    NO_PROMOTION_YET,
    /** No former master is known that a fence could hold. */
    FORMER_MASTER_UNKNOWN,
    /** The server that a fence would let go is the master. */
    SERVER_IS_MASTER,
    /** The fenced server is neither proved stopped nor a standby. */
    FENCED_SERVER_MAY_WRITE,
    /** No canary was written in this execution. */
    NO_CANARY,
    /** The canary has other rows than were written. */
    CANARY_ROWS_DIFFER,
    /** The canary's table has rows of somebody else. */
    CANARY_TABLE_IN_USE,
    /** A later step would be refused, so this one was not begun. */
    LATER_STEP_REFUSED,
    /** The step's deadline passed before a command was sent. */
    DEADLINE_PASSED,
    /** The lease was lost before a command was sent. */
    LEASE_LOST,
    /** No host of the cluster answers, so the controller's own network is taken to be away. */
    NOBODY_ANSWERS,
    /** Another engine works on the cluster. */
    LEASE_HELD,
    /** The journal could not be read or written. */
    JOURNAL_FAILED,
    /** A preview was about to change something. */
    PREVIEW_SENDS_NOTHING,
    /** The thread that ran the plan was interrupted. */
    INTERRUPTED,
    /** A traffic hook failed. */
    TRAFFIC_HOOK_FAILED,
    /** The act was done, and what it should bring about does not hold. */
    EFFECT_MISSING,
    /** The act was begun, and whether it took effect can't be determined. */
    EFFECT_UNKNOWN,
    /** What a utility said, or what was noticed during an act. */
    REMARK,
    /** What to do about the reasons before it, or how to accept them. */
    ADVICE,
    /** A step of the caller's own refused; the text is its own. */
    CUSTOM_STEP,
    /** Code of the caller threw, returned null or did not end. */
    CALLER_CODE_FAILED,
    /** gpstate failed. */
    GPSTATE_FAILED,
    /** A fault of this library. */
    UNEXPECTED_ERROR
}
