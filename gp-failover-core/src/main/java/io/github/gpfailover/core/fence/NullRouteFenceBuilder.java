package io.github.gpfailover.core.fence;

import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.core.internal.fence.Ipv4;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Given;
import io.github.gpfailover.stability.Evolving;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The builder of a fence. Not thread-safe.
 *
 * @since 0.1
 */
@Evolving
public final class NullRouteFenceBuilder {

    final Given given = new Given();
    final Set<String> addresses = new LinkedHashSet<>();
    final Set<String> without = new LinkedHashSet<>();
    final List<InstanceLocation> segments = new ArrayList<>();

    @Nullable
    Duration deadline;

    NullRouteFenceBuilder() {}

    /**
     * Names an address of the old master, beside those that are learnt. Where the old master was never seen, all of its addresses
     * must be named.
     *
     * @param ipv4 the address
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not an IPv4 address, or that of a loopback interface
     */
    public NullRouteFenceBuilder address(String ipv4) {
        addresses.add(address(ipv4, "address"));
        return this;
    }

    /**
     * Names an address to set no route to although the old master has it: one that clients use, and that moves with the role.
     * Sessions on segments that come from it still count as the old master's.
     *
     * @param ipv4 the address
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not an IPv4 address, or that of a loopback interface
     */
    public NullRouteFenceBuilder without(String ipv4) {
        without.add(address(ipv4, "address"));
        return this;
    }

    /**
     * Names a segment, primary or mirror, for an engine that was made after the master was lost: then nobody reports the catalog.
     * All of them must be named.
     *
     * @param host its host
     * @param port its port
     * @param dataDirectory its data directory
     * @return this builder
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if one is not valid
     */
    public NullRouteFenceBuilder segment(String host, int port, String dataDirectory) {
        segments.add(InstanceLocation.of(host, port, dataDirectory));
        return this;
    }

    /**
     * Says how long each call of the fence may take, all hosts together.
     *
     * @param time the time
     * @return this builder
     * @throws NullPointerException if it is null
     * @throws IllegalArgumentException if it is not positive
     * @throws IllegalStateException if it was said already
     */
    public NullRouteFenceBuilder deadline(Duration time) {
        given.once("deadline");
        deadline = Checks.positive(time, "deadline");
        return this;
    }

    /**
     * Makes the fence.
     *
     * @return the fence
     * @throws IllegalStateException if an address is both named and left out
     */
    public NullRouteFence build() {
        for (String address : addresses) {
            if (without.contains(address)) {
                throw new IllegalStateException(
                        address + " is both named and left out: write address(...) or without(...), not both");
            }
        }
        return new NullRouteFence(this);
    }

    private static String address(String text, String what) {
        Checks.notNull(text, what);
        if (!Ipv4.is(text) || Ipv4.isLoopback(text)) {
            throw new IllegalArgumentException(what + " was " + Checks.shown(text)
                    + " but must be an IPv4 address that others reach; write for example 10.0.0.11");
        }
        return text;
    }
}
