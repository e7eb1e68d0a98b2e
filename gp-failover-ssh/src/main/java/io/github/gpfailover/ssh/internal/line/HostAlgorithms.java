package io.github.gpfailover.ssh.internal.line;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.ChachaPolyCiphers;
import com.hierynomus.sshj.transport.kex.DHGroups;
import com.hierynomus.sshj.transport.kex.ExtInfoClientFactory;
import com.hierynomus.sshj.transport.mac.Macs;
import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.error.TransportException;
import io.github.gpfailover.error.TransportException.Phase;
import io.github.gpfailover.error.TransportException.Reason;
import io.github.gpfailover.ssh.internal.config.AlgorithmChoice;
import io.github.gpfailover.ssh.internal.config.AlgorithmList;
import io.github.gpfailover.ssh.internal.config.KeySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.ConfigImpl;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.transport.cipher.Cipher;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.DHGexSHA1;
import net.schmizz.sshj.transport.kex.DHGexSHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.transport.mac.MAC;

/**
 * The algorithms of one host, where its settings name some.
 *
 * <p>It exists because sshj has one list for how hosts sign and how users sign, while OpenSSH has two: which of them is given hangs on
 * whether the user is being logged in.
 */
final class HostAlgorithms extends ConfigImpl {

    private static final List<Factory.Named<KeyAlgorithm>> KEYS = List.of(
            KeyAlgorithms.EdDSA25519CertV01(),
            KeyAlgorithms.EdDSA25519(),
            KeyAlgorithms.ECDSASHANistp256CertV01(),
            KeyAlgorithms.ECDSASHANistp384CertV01(),
            KeyAlgorithms.ECDSASHANistp521CertV01(),
            KeyAlgorithms.ECDSASHANistp256(),
            KeyAlgorithms.ECDSASHANistp384(),
            KeyAlgorithms.ECDSASHANistp521(),
            KeyAlgorithms.RSASHA512(),
            KeyAlgorithms.RSASHA256(),
            KeyAlgorithms.SSHRSACertV01(),
            KeyAlgorithms.SSHRSA(),
            KeyAlgorithms.SSHDSSCertV01(),
            KeyAlgorithms.SSHDSA());
    private static final List<Factory.Named<KeyExchange>> EXCHANGES = List.of(
            new Curve25519SHA256.Factory(),
            new Curve25519SHA256.FactoryLibSsh(),
            new ECDHNistP.Factory256(),
            new ECDHNistP.Factory384(),
            new ECDHNistP.Factory521(),
            new DHGexSHA256.Factory(),
            new DHGexSHA1.Factory(),
            DHGroups.Group16SHA512(),
            DHGroups.Group18SHA512(),
            DHGroups.Group14SHA256(),
            DHGroups.Group14SHA1(),
            DHGroups.Group1SHA1());
    private static final List<Factory.Named<Cipher>> CIPHERS = List.of(
            PlatformGcm.named("aes128-gcm@openssh.com", 128),
            PlatformGcm.named("aes256-gcm@openssh.com", 256),
            ChachaPolyCiphers.CHACHA_POLY_OPENSSH(),
            BlockCiphers.AES128CTR(),
            BlockCiphers.AES192CTR(),
            BlockCiphers.AES256CTR(),
            BlockCiphers.AES128CBC(),
            BlockCiphers.AES192CBC(),
            BlockCiphers.AES256CBC(),
            BlockCiphers.TripleDESCBC());
    private static final List<Factory.Named<MAC>> MACS = List.of(
            Macs.HMACSHA2256Etm(),
            Macs.HMACSHA2512Etm(),
            Macs.HMACSHA1Etm(),
            Macs.HMACMD5Etm(),
            Macs.HMACMD596Etm(),
            Macs.HMACSHA2256(),
            Macs.HMACSHA2512(),
            Macs.HMACSHA1(),
            Macs.HMACSHA196(),
            Macs.HMACMD5(),
            Macs.HMACMD596());

    private final List<Factory.Named<KeyAlgorithm>> ofHosts;
    private final List<Factory.Named<KeyAlgorithm>> ofUsers;
    private volatile boolean loggingIn;

    private HostAlgorithms(Config shared, KeySettings keys, HostName host) {
        setVersion(shared.getVersion());
        setRandomFactory(shared.getRandomFactory());
        setCompressionFactories(shared.getCompressionFactories());
        setFileKeyProviderFactories(shared.getFileKeyProviderFactories());
        setKeepAliveProvider(shared.getKeepAliveProvider());
        setLoggerFactory(shared.getLoggerFactory());
        setMaxCircularBufferSize(shared.getMaxCircularBufferSize());
        setVerifyHostKeyCertificates(shared.isVerifyHostKeyCertificates());
        setWaitForServerIdentBeforeSendingClientIdent(shared.isWaitForServerIdentBeforeSendingClientIdent());
        List<Factory.Named<KeyExchange>> exchanges = new ArrayList<>(
                chosen(keys, AlgorithmList.KEX, EXCHANGES, host).orElse(shared.getKeyExchangeFactories()));
        exchanges.removeIf(f -> f instanceof ExtInfoClientFactory);
        exchanges.add(new ExtInfoClientFactory());
        setKeyExchangeFactories(exchanges);
        setCipherFactories(chosen(keys, AlgorithmList.CIPHER, CIPHERS, host).orElse(shared.getCipherFactories()));
        setMACFactories(chosen(keys, AlgorithmList.MAC, MACS, host).orElse(shared.getMACFactories()));
        ofHosts = chosen(keys, AlgorithmList.HOST_KEY, KEYS, host).orElse(shared.getKeyAlgorithms());
        ofUsers = keys.of(AlgorithmList.PUBLIC_KEY)
                .map(choice -> named(choice, KEYS))
                .orElse(shared.getKeyAlgorithms());
    }

    /**
     * Gives the algorithms for a host.
     *
     * @param shared those where nothing is said
     * @param keys what the settings say
     * @param host the host, for what can't be
     * @throws TransportException {@code CONFIGURATION} if a setting leaves none
     */
    static Config of(Config shared, KeySettings keys, HostName host) {
        return keys.algorithms().isEmpty() ? shared : new HostAlgorithms(shared, keys, host);
    }

    /** Says whether what a server names could be used if the settings said so. */
    static boolean knows(AlgorithmList list, String name) {
        List<? extends Factory.Named<?>> all = switch (list) {
            case HOST_KEY, PUBLIC_KEY -> KEYS;
            case KEX -> EXCHANGES;
            case CIPHER -> CIPHERS;
            case MAC -> MACS;
        };
        return all.stream().anyMatch(f -> f.getName().equals(name));
    }

    /** Says whether the user is being logged in: then the users' algorithms are given instead of the hosts'. */
    static void loggingIn(Config config, boolean now) {
        if (config instanceof HostAlgorithms own) {
            own.loggingIn = now;
        }
    }

    @Override
    public List<Factory.Named<KeyAlgorithm>> getKeyAlgorithms() {
        return loggingIn ? ofUsers : ofHosts;
    }

    private static <T> Optional<List<Factory.Named<T>>> chosen(
            KeySettings keys, AlgorithmList list, List<Factory.Named<T>> usable, HostName host) {
        Optional<AlgorithmChoice> choice = keys.of(list);
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        List<Factory.Named<T>> left = named(choice.get(), usable);
        if (left.isEmpty()) {
            throw new TransportException(
                    Reason.CONFIGURATION,
                    Phase.PREPARE,
                    host,
                    choice.get() + " leaves no algorithm that can be used here; add one of "
                            + String.join(
                                    ", ",
                                    usable.stream()
                                            .limit(4)
                                            .map(Factory.Named::getName)
                                            .toList())
                            + " to it for this host",
                    null);
        }
        return Optional.of(left);
    }

    private static <T> List<Factory.Named<T>> named(AlgorithmChoice choice, List<Factory.Named<T>> usable) {
        return choice.names().stream()
                .flatMap(name -> usable.stream().filter(f -> f.getName().equals(name)))
                .toList();
    }
}
