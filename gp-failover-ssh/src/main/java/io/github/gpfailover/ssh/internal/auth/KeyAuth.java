package io.github.gpfailover.ssh.internal.auth;

import java.security.KeyPair;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/** Logs in with a key that was opened here. Exists to offer it once, see {@link RsaSignatures}. */
final class KeyAuth extends AuthPublickey {

    KeyAuth(KeyPair key) {
        super(new KeyPairWrapper(key));
    }

    @Override
    public boolean shouldRetry() {
        return super.shouldRetry()
                && !RsaSignatures.sha2IsUnderstoodBy(params.getTransport().getServerVersion());
    }
}
