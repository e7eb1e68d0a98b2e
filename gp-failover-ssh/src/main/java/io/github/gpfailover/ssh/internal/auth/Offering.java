package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.internal.KeyBlob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.schmizz.sshj.userauth.method.AuthMethod;

/**
 * What one login is tried with.
 *
 * <p>It exists because "permission denied" helps nobody who can't see which keys were offered, and which were not, and why. Holds no secret
 * that it shows. Built by one thread; its text may be read by any.
 */
final class Offering implements Identities.Offer {

    private final List<AuthMethod> methods = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private final List<KeyBlob> agentKeys = new ArrayList<>();
    private final List<String> usual = new ArrayList<>();
    private final List<String> remarks = new CopyOnWriteArrayList<>();
    private final List<String> lacks = new ArrayList<>();
    private Password password;

    void file(AuthMethod method, KeyBlob key, String from) {
        methods.add(method);
        files.add(shown(key, from));
    }

    void usualFile(AuthMethod method, KeyBlob key, String from) {
        methods.add(method);
        usual.add(shown(key, from));
    }

    void agentKey(AuthMethod method, KeyBlob key) {
        methods.add(method);
        agentKeys.add(key);
    }

    void password(Password asked, AuthMethod plain, AuthMethod prompted) {
        methods.add(plain);
        methods.add(prompted);
        password = asked;
    }

    void remark(String remark) {
        remarks.add(remark);
    }

    /** Notes where nothing was found, which is reported if nothing was found anywhere. */
    void lack(String lack) {
        lacks.add(lack);
    }

    @Override
    public List<AuthMethod> methods() {
        return List.copyOf(methods);
    }

    @Override
    public String described() {
        List<String> all = new ArrayList<>(files);
        if (!agentKeys.isEmpty()) {
            all.add(agentKeys.size() + (agentKeys.size() == 1 ? " agent key (" : " agent keys (")
                    + String.join(
                            ", ", agentKeys.stream().map(Offering::shortly).toList()) + ")");
        }
        all.addAll(usual);
        if (password != null) {
            all.add("password");
        }
        List<String> told = new ArrayList<>(List.of(all.isEmpty() ? "nothing" : String.join(", ", all)));
        told.addAll(remarks);
        if (all.isEmpty()) {
            told.addAll(lacks);
        }
        return String.join("; ", told);
    }

    @Override
    public boolean asksForPassword() {
        return password != null && password.asking();
    }

    /** Returns what is offered. */
    @Override
    public String toString() {
        return described();
    }

    private static String shown(KeyBlob key, String from) {
        return "key " + key.fingerprint() + " (" + kind(key) + ", from " + from + ")";
    }

    private static String shortly(KeyBlob key) {
        return key.fingerprint() + " " + kind(key);
    }

    private static String kind(KeyBlob key) {
        return key.type().startsWith("ecdsa-sha2-") ? "ecdsa" : key.type().replaceFirst("^ssh-", "");
    }
}
