package io.github.gpfailover.testkit.internal.ssh;

import io.github.gpfailover.cluster.HostName;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.threads.CloseableExecutorService;
import org.apache.sshd.server.forward.DirectTcpipFactory;
import org.apache.sshd.server.forward.TcpipServerChannel;

/** A factory of tunnels that reports each one to the routes before its first byte has gone through. */
final class TunnelFactory extends DirectTcpipFactory {

    private final HostName host;
    private final Routes routes;

    TunnelFactory(HostName host, Routes routes) {
        this.host = host;
        this.routes = routes;
    }

    @Override
    public Channel createChannel(Session session) {
        List<HostName> through =
                new ArrayList<>(routes.through(session.getIoSession().getRemoteAddress()));
        through.add(host);
        return new Tunnel(getExecutorService(), List.copyOf(through));
    }

    private final class Tunnel extends TcpipServerChannel {

        private final List<HostName> through;

        Tunnel(CloseableExecutorService executor, List<HostName> through) {
            super(TunnelFactory.this.getType(), executor);
            this.through = through;
        }

        @Override
        protected void handleChannelOpenSuccess(OpenFuture future, IoSession session) {
            SocketAddress local = session.getLocalAddress();
            routes.tunnelOpened(local, through);
            session.addCloseFutureListener(closed -> routes.tunnelClosed(local));
            super.handleChannelOpenSuccess(future, session);
        }
    }
}
