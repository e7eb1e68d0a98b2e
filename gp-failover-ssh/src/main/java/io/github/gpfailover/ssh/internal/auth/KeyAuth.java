package io.github.gpfailover.ssh.internal.auth;

import java.security.KeyPair;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/** A login with a key that was opened here. It exists to offer the key once, see {@link RsaSignatures}. */
final class KeyAuth extends AuthPublickey {

    private final boolean sha1Named;

    KeyAuth(KeyPair key, boolean sha1Named) {
        super(new KeyPairWrapper(key));
        this.sha1Named = sha1Named;
    }

    @Override
    public boolean shouldRetry() {
        return super.shouldRetry()
                && RsaSignatures.mayBeOfferedAgain(
                        sha1Named, params.getTransport().getServerVersion());
    }
}
