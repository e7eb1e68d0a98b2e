package io.github.gpfailover.core.internal.fence;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.Set;

/** The addresses of this machine. They exist so that a fence never cuts off the machine that it is run from. */
public final class OwnAddresses {

    private OwnAddresses() {}

    /** The addresses of this machine's interfaces, loopback left out; none if they can't be listed. */
    public static Set<String> ofThisMachine() {
        try {
            Set<String> all = new LinkedHashSet<>();
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(a -> !a.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .forEach(all::add);
            return all;
        } catch (SocketException e) {
            return Set.of();
        }
    }
}
