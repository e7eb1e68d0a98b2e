package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.internal.KeyBlob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/**
 * A login with a key that an agent holds.
 *
 * <p>It exists because the private half never leaves the agent: sshj signs with a key that it has, here the agent is asked to sign. Works for
 * kinds of keys that neither Java nor sshj knows, because the agent's bytes are passed on as they are.
 */
final class AgentAuth extends AuthPublickey {

    private static final String RSA = "ssh-rsa";

    private final AgentClient agent;
    private final KeyBlob key;
    private final boolean sha1Named;
    private final Consumer<String> remarks;
    private Deque<String> algorithms;

    AgentAuth(AgentClient agent, KeyBlob key, boolean sha1Named, Consumer<String> remarks) {
        super(new Elsewhere());
        this.agent = agent;
        this.key = key;
        this.sha1Named = sha1Named;
        this.remarks = remarks;
    }

    @Override
    public boolean shouldRetry() {
        algorithms().poll();
        return !algorithms.isEmpty()
                && RsaSignatures.mayBeOfferedAgain(
                        sha1Named, params.getTransport().getServerVersion());
    }

    @Override
    protected SSHPacket putPubKey(SSHPacket request) throws UserAuthException {
        if (algorithms().isEmpty()) {
            throw new UserAuthException("no signature algorithm is allowed for the " + key);
        }
        return request.putString(algorithms.peek()).putString(key.bytes());
    }

    @Override
    protected SSHPacket putSig(SSHPacket request) throws UserAuthException {
        String algorithm = algorithms().peek();
        byte[] signed = new Buffer.PlainBuffer()
                .putString(params.getTransport().getSessionID())
                .putBuffer(request)
                .getCompactData();
        try {
            byte[] signature = agent.sign(key, signed, flags(algorithm));
            if (key.type().equals(RSA) && !algorithm.equals(nameIn(signature))) {
                throw new IOException("it can't sign with " + algorithm);
            }
            return request.putString(signature);
        } catch (IOException e) {
            String remark = "the agent at " + agent.socket() + " did not sign with the " + key + ": " + e.getMessage();
            remarks.accept(remark);
            throw new UserAuthException(remark, e);
        }
    }

    private Deque<String> algorithms() {
        if (algorithms == null) {
            List<String> allowed = Factory.Named.Util.getNames(
                    params.getTransport().getConfig().getKeyAlgorithms());
            algorithms = new ArrayDeque<>(
                    key.type().equals(RSA)
                            ? Accepted.RSA.stream().filter(allowed::contains).toList()
                            : List.of(key.type()));
        }
        return algorithms;
    }

    private static int flags(String algorithm) {
        return switch (algorithm) {
            case "rsa-sha2-512" -> AgentClient.RSA_SHA2_512;
            case "rsa-sha2-256" -> AgentClient.RSA_SHA2_256;
            default -> 0;
        };
    }

    private static String nameIn(byte[] signature) {
        ByteBuffer in = ByteBuffer.wrap(signature);
        int length = in.remaining() < 4 ? 0 : in.getInt();
        return length < 0 || length > in.remaining()
                ? ""
                : new String(signature, 4, length, StandardCharsets.ISO_8859_1);
    }

    /** sshj wants a key pair, but asks for it only in what is overridden here. */
    private record Elsewhere() implements KeyProvider {
        @Override
        public PrivateKey getPrivate() throws IOException {
            throw new IOException("the key is in the agent");
        }

        @Override
        public PublicKey getPublic() throws IOException {
            throw new IOException("the key is in the agent");
        }

        @Override
        public KeyType getType() {
            return KeyType.UNKNOWN;
        }

        @Override
        public String toString() {
            return "a key of the agent";
        }
    }
}
