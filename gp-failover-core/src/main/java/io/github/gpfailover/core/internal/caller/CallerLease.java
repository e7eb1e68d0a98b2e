package io.github.gpfailover.core.internal.caller;

import io.github.gpfailover.spi.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lease that counts as lost once its own methods fail. It exists because an engine acts only while it knows that it is alone. */
public record CallerLease(Lease lease) implements Lease {

    private static final Logger LOG = LoggerFactory.getLogger(CallerLease.class);

    @Override
    public Held acquire(String cluster, String holder) {
        try {
            return new Contained(CallerCode.here("acquire() of the lease", () -> lease.acquire(cluster, holder)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallerException("acquire() of the lease was interrupted", true, e);
        }
    }

    private record Contained(Held held) implements Held {

        @Override
        public boolean stillHeld() {
            try {
                return CallerCode.here("stillHeld() of the lease", held::stillHeld);
            } catch (CallerException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public long fencingToken() {
            return held.fencingToken();
        }

        @Override
        public String realm() {
            return held.realm();
        }

        // What it throws is too late to change anything.
        @Override
        public void close() {
            try {
                held.close();
            } catch (RuntimeException | Error e) {
                LOG.warn("the lease could not be given back: {}", ExceptionText.trace(e));
            }
        }
    }
}
