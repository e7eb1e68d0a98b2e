package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;
import io.github.gpfailover.testkit.internal.Sockets.Socket;
import java.util.List;

/**
 * {@code ss -Htn dst ADDRESS} and {@code ss -tnH state established dst ADDRESS}, which list, and {@code ss -K dst ADDRESS} or with
 * {@code -t -n -H} as well, which destroys and lists what it destroyed. Texts are those of iproute2 6.1, taken from the program in a
 * network namespace of its own. It exits 0 whatever became of it: without root, and where there was nothing to destroy.
 */
final class SsRule implements Rule {

    private static final String LOCAL = "Local Address";
    private static final String PEER = "Peer Address";
    private static final String PORT = "Port";
    private static final int MILLIS = 10;

    @Override
    public void run(Call call) {
        List<String> words = call.words;
        String letters =
                words.size() > 1 && words.get(1).startsWith("-") ? words.get(1).substring(1) : "";
        boolean established = words.size() == 6 && words.subList(2, 4).equals(List.of("state", "established"));
        int dst = established ? 4 : 2;
        if (!letters.matches("[HtnK]+")
                || words.size() != dst + 2
                || !words.get(dst).equals("dst")) {
            throw call.unknown("only ss with -H -t -n -K and [state established] dst ADDRESS is known");
        }
        boolean tcp = letters.contains("t");
        boolean destroys = letters.contains("K");
        if (!tcp && !destroys) {
            throw call.unknown("sockets other than those of TCP are not known");
        }
        String address = words.get(dst + 1);
        List<Socket> all = destroys && call.root()
                ? call.world.sockets.destroy(call.host, address)
                : call.world.sockets.list(call.host, address);
        if (destroys && !call.root()) {
            call.err.append(all.isEmpty() ? "" : "SOCK_DESTROY answers: Operation not permitted\n");
            all = List.of();
        }
        if (destroys && !tcp) {
            // It also asks for families that newer kernels have not; it goes on.
            call.err.append("RTNETLINK answers: Invalid argument\n");
        }
        new Table(letters, established, all).print(call.out);
        call.takes(MILLIS);
    }

    /** Columns as wide as their widest cell, the addresses aligned at their colon. */
    private record Table(boolean header, boolean netid, boolean state, boolean numeric, List<Socket> all) {

        Table(String letters, boolean established, List<Socket> all) {
            this(!letters.contains("H"), !letters.contains("t"), !established, letters.contains("n"), all);
        }

        void print(StringBuilder out) {
            int local = widest(
                    header ? LOCAL : "", all.stream().map(Socket::address).toList());
            int localPort = widest(
                    header ? PORT : "", all.stream().map(s -> port(s.port())).toList());
            int peer = widest(
                    header ? PEER : "", all.stream().map(Socket::peerAddress).toList());
            int peerPort = widest(
                    header ? PORT : "",
                    all.stream().map(s -> port(s.peerPort())).toList());
            if (header) {
                out.append(netid ? "Netid " : "").append(state ? "State " : "").append("Recv-Q Send-Q ");
                end(out, LOCAL, local, PORT, localPort);
                end(out.append(' '), PEER, peer, PORT, peerPort);
                out.append("Process\n");
            }
            for (Socket s : all) {
                out.append(netid ? "tcp   " : "").append(state ? "ESTAB " : "").append("0      0      ");
                end(out, s.address(), local, port(s.port()), localPort);
                end(out.append(' '), s.peerAddress(), peer, port(s.peerPort()), peerPort);
                out.append(header ? "       \n" : "\n");
            }
        }

        private static int widest(String head, List<String> cells) {
            return Math.max(
                    head.length(), cells.stream().mapToInt(String::length).max().orElse(0));
        }

        private static void end(StringBuilder out, String address, int width, String port, int portWidth) {
            out.append(" ".repeat(width - address.length())).append(address);
            out.append(':').append(port).append(" ".repeat(portWidth - port.length()));
        }

        // Names of /etc/services.
        private String port(int port) {
            boolean x11 = port >= 6000 && port <= 6007;
            if (numeric || !(x11 || port == 5432)) {
                return Integer.toString(port);
            }
            return port == 5432 ? "postgresql" : port == 6000 ? "x11" : "x11-" + (port - 6000);
        }
    }
}
