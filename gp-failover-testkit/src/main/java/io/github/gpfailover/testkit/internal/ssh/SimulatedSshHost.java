package io.github.gpfailover.testkit.internal.ssh;

import io.github.gpfailover.cluster.HostName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.command.CommandFactory;
import org.apache.sshd.server.forward.StaticDecisionForwardingFilter;
import org.apache.sshd.server.forward.TcpForwardingFilter;

/**
 * One host's SSH server on the loopback address.
 *
 * <p>It exists to make a model's links felt on real connections: one that the model would not carry is closed before it can do anything.
 */
final class SimulatedSshHost implements AutoCloseable {

    private final HostName host;
    private final Routes routes;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair key = SshKeys.make();

    SimulatedSshHost(HostName host, Routes routes, SharedIo io, String user, PublicKey client, CommandFactory shell) {
        this.host = host;
        this.routes = routes;
        io.serve(server);
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setPublickeyAuthenticator(
                (name, offered, session) -> name.equals(user) && KeyUtils.compareKeys(offered, client));
        server.setCommandFactory(shell);
        server.setChannelFactories(List.of(ChannelSessionFactory.INSTANCE, new TunnelFactory(host, routes)));
        server.setForwardingFilter(new ModelLinks());
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionPeerIdentificationReceived(Session session, String version, List<String> extraLines) {
                closeUnlessLinked(session);
            }
        });
        server.addChannelListener(new ChannelListener() {
            @Override
            public void channelInitialized(Channel channel) {
                closeUnlessLinked(channel.getSession());
            }
        });
    }

    /** Starts it, and gives its line for known_hosts. */
    String start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("no SSH server could be started on 127.0.0.1 for " + host, e);
        }
        routes.listens(host, port());
        return SshKeys.knownHost(port(), key.getPublic());
    }

    HostName host() {
        return host;
    }

    int port() {
        return server.getPort();
    }

    /** Says whether a connection to here would hold in the model. */
    boolean linked(Session session) {
        return routes.open(routes.through(session.getIoSession().getRemoteAddress()), host);
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException("the SSH server of " + host + " could not be stopped", e);
        }
    }

    private void closeUnlessLinked(Session session) {
        if (!linked(session)) {
            session.close(true);
        }
    }

    /** A filter that lets tunnels lead to the other servers only, and only over links that hold. */
    private final class ModelLinks extends StaticDecisionForwardingFilter {

        ModelLinks() {
            super(false);
        }

        @Override
        public boolean canConnect(TcpForwardingFilter.Type type, SshdSocketAddress address, Session session) {
            return type == TcpForwardingFilter.Type.Direct
                    && List.of("127.0.0.1", "localhost").contains(address.getHostName())
                    && routes.listeningOn(address.getPort())
                            .filter(to -> routes.linked(host, to))
                            .isPresent()
                    && linked(session);
        }
    }
}
