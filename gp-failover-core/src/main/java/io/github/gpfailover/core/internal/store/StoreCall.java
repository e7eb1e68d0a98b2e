package io.github.gpfailover.core.internal.store;

import io.github.gpfailover.error.JournalException;
import io.github.gpfailover.error.LeaseException;

/** A call of a store, whose failure is told as the journal's or the lease's. */
@FunctionalInterface
public interface StoreCall<T> {

    /** Makes it. */
    T make() throws StoreException;

    /** A call that gives nothing. */
    @FunctionalInterface
    interface Plain {

        /** Makes it. */
        void make() throws StoreException;
    }

    /** Makes a journal's call. */
    static <T> T ofJournal(StoreCall<T> call) {
        try {
            return call.make();
        } catch (StoreException e) {
            throw new JournalException(e.text(), e.getCause());
        }
    }

    /** Makes a journal's call that gives nothing. */
    static void journal(Plain call) {
        ofJournal(() -> {
            call.make();
            return true;
        });
    }

    /** Makes a lease's call that gives nothing. */
    static void lease(Plain call) {
        ofLease(() -> {
            call.make();
            return true;
        });
    }

    /** Makes a lease's call. */
    static <T> T ofLease(StoreCall<T> call) {
        try {
            return call.make();
        } catch (StoreException e) {
            throw new LeaseException(e.text(), e.getCause());
        }
    }
}
