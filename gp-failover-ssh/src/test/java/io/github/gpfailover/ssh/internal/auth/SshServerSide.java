package io.github.gpfailover.ssh.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import io.github.gpfailover.ssh.internal.KeyBlob;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.userauth.AuthParams;
import net.schmizz.sshj.userauth.method.AuthMethod;

/** What a server sees of a login: the packets that a method sends, read as RFC 4252 has them. */
final class SshServerSide implements AuthParams {

    private static final byte[] SESSION = "the session".getBytes(StandardCharsets.US_ASCII);
    private static final Config CONFIG = new DefaultConfig();

    final List<SSHPacket> received = new ArrayList<>();
    private final String version;

    SshServerSide(String version) {
        this.version = version;
    }

    /** A key as it was offered: its algorithm, and itself. */
    record Offered(String algorithm, KeyBlob key) {}

    Offered offered(AuthMethod method) throws Exception {
        method.init(this);
        method.request();
        return lastOffered();
    }

    Offered lastOffered() throws Exception {
        SSHPacket packet = last("publickey");
        assertThat(packet.readBoolean()).isFalse();
        return new Offered(packet.readString(), KeyBlob.of(packet.readBytes()));
    }

    /** Says that the key is known, and says whether what comes back is signed by it. */
    boolean signs(AuthMethod method) throws Exception {
        method.handle(Message.USERAUTH_60, new SSHPacket(Message.USERAUTH_60));
        SSHPacket packet = last("publickey");
        assertThat(packet.readBoolean()).isTrue();
        String algorithm = packet.readString();
        byte[] key = packet.readBytes();
        int end = packet.rpos();
        byte[] signature = packet.readBytes();
        byte[] request = Arrays.copyOfRange(
                packet.array(), received.get(received.size() - 1).rpos(), end);
        Signature verifier = Factory.Named.Util.<KeyAlgorithm>create(CONFIG.getKeyAlgorithms(), algorithm)
                .newSignature();
        verifier.initVerify(new Buffer.PlainBuffer(key).readPublicKey());
        verifier.update(
                new Buffer.PlainBuffer().putString(SESSION).putRawBytes(request).getCompactData());
        return verifier.verify(signature);
    }

    /** Gives the last request of a method, read up to what is the method's own. */
    SSHPacket last(String method) throws Exception {
        SSHPacket packet = new SSHPacket(received.get(received.size() - 1));
        assertThat(packet.readByte()).isEqualTo(Message.USERAUTH_REQUEST.toByte());
        assertThat(packet.readString()).isEqualTo("gpadmin");
        assertThat(packet.readString()).isEqualTo("ssh-connection");
        assertThat(packet.readString()).isEqualTo(method);
        return packet;
    }

    @Override
    public String getUsername() {
        return "gpadmin";
    }

    @Override
    public String getNextServiceName() {
        return "ssh-connection";
    }

    @Override
    public Transport getTransport() {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(),
                new Class<?>[] {Transport.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getConfig" -> CONFIG;
                    case "getSessionID" -> SESSION;
                    case "getServerVersion" -> version;
                    case "getRemoteHost" -> "mdw";
                    case "getClientKeyAlgorithms" ->
                        CONFIG.getKeyAlgorithms().stream()
                                .filter(f ->
                                        ((KeyAlgorithms.Factory) f).getKeyType().equals(arguments[0]))
                                .map(Factory::create)
                                .toList();
                    case "write" -> {
                        received.add(new SSHPacket((SSHPacket) arguments[0]));
                        yield 0L;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
