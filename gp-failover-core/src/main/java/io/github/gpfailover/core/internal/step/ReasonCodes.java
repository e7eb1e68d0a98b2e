package io.github.gpfailover.core.internal.step;

import io.github.gpfailover.core.internal.caller.CallerException;
import io.github.gpfailover.core.internal.gpstate.GpstateFailedException;
import io.github.gpfailover.error.GpFailoverException;
import io.github.gpfailover.error.HookException;
import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.error.LeaseHeldException;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.error.UnsupportedVersionException;
import io.github.gpfailover.step.ReasonCode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The codes of what was thrown instead of an answer: an exception that keeps a step from deciding is a reason like any other. */
public final class ReasonCodes {

    private static final Map<Class<?>, ReasonCode> BY_TYPE = new LinkedHashMap<>();

    static {
        BY_TYPE.put(TransportException.class, ReasonCode.HOST_NOT_REACHED);
        BY_TYPE.put(UnreadableOutputException.class, ReasonCode.OUTPUT_UNREADABLE);
        BY_TYPE.put(UnsupportedVersionException.class, ReasonCode.VERSION_UNSUPPORTED);
        BY_TYPE.put(GpstateFailedException.class, ReasonCode.GPSTATE_FAILED);
        BY_TYPE.put(JournalException.class, ReasonCode.JOURNAL_FAILED);
        BY_TYPE.put(LeaseHeldException.class, ReasonCode.LEASE_HELD);
        BY_TYPE.put(HookException.class, ReasonCode.TRAFFIC_HOOK_FAILED);
        BY_TYPE.put(CallerException.class, ReasonCode.CALLER_CODE_FAILED);
    }

    private ReasonCodes() {}

    /** What was thrown, as an objection: one that may pass if the question can be asked again. */
    public static Objections objections(GpFailoverException e) {
        ReasonCode code = of(e);
        return e.retryable() ? Objections.passing(code, e.getMessage()) : Objections.of(code, e.getMessage());
    }

    /** The code of an exception. */
    public static ReasonCode of(GpFailoverException e) {
        if (e instanceof StoppedException stopped) {
            return stopped.code();
        }
        return BY_TYPE.entrySet().stream()
                .filter(known -> known.getKey().isInstance(e))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(ReasonCode.QUESTION_UNANSWERED);
    }
}
