package io.github.gpfailover.core.internal.caller;

import io.github.gpfailover.spi.Lease;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that counts as lost once its own methods fail, and as not taken where its token can't be told to hosts. It exists because an engine acts
 * only while it knows that it is alone.
 */
public record CallerLease(Lease lease) implements Lease {

    private static final Logger LOG = LoggerFactory.getLogger(CallerLease.class);
    private static final long MOST = 999_999_999_999_999L;
    private static final Pattern REALM = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    @Override
    public Held acquire(String cluster, String holder) {
        try {
            return CallerCode.here("acquire() of the lease", () -> contained(lease.acquire(cluster, holder)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallerException("acquire() of the lease was interrupted", true, e);
        }
    }

    /** Hosts compare tokens: one that they can't read would keep nobody out. */
    private static Contained contained(Held held) {
        Contained one = new Contained(held, held.fencingToken(), held.realm());
        if (one.fencingToken() < 0
                || one.fencingToken() > MOST
                || !REALM.matcher(one.realm()).matches()) {
            one.close();
            throw new IllegalStateException(
                    "its fencing token is " + one.fencingToken() + " of the realm '" + one.realm()
                            + "', but hosts compare tokens up to " + MOST
                            + ", of realms that are 1 to 64 letters, digits, dots, dashes and underscores; the lease was given"
                            + " back");
        }
        return one;
    }

    private record Contained(Held held, long fencingToken, String realm) implements Held {

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
