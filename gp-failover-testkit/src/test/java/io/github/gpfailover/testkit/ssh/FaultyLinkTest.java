package io.github.gpfailover.testkit.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The other end is a server that sends back each byte. */
@Tag("ssh")
@Timeout(30)
class FaultyLinkTest {

    private ServerSocket echo;
    private FaultyLink link;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread server = new Thread(this::serve, "echo");
        server.setDaemon(true);
        server.start();
        link = FaultyLink.to(echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        link.close();
        echo.close();
    }

    @Test
    void carriesBytesBothWaysAndCounts() throws IOException {
        try (Socket one = connect();
                Socket two = connect()) {
            assertThat(echoed(one, 7)).isEqualTo(7);
            assertThat(echoed(two, 9)).isEqualTo(9);

            assertThat(link.connections()).isEqualTo(2);
            assertThat(link.openConnections()).isEqualTo(2);
        }
    }

    @Test
    void refusesUntilItIsMended() throws IOException {
        link.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

        link.mend();
        try (Socket socket = connect()) {
            assertThat(echoed(socket, 7)).isEqualTo(7);
        }
    }

    @Test
    void swallowsWithoutAnAnswer() throws IOException {
        link.swallow();
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> echoed(socket, 7)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void holdsAllBytesBackWhileItIsFrozen() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoed(socket, 1)).isEqualTo(1);
            link.freeze();
            assertThatThrownBy(() -> echoed(socket, 7)).isInstanceOf(SocketTimeoutException.class);

            link.mend();
            assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void resetsWhatStandsAndTakesNewConnections() throws IOException {
        try (Socket socket = connect()) {
            assertThat(echoed(socket, 1)).isEqualTo(1);
            link.cut();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket socket = connect()) {
            assertThat(echoed(socket, 7)).isEqualTo(7);
        }
    }

    @Test
    void resetsAfterSoManyBytesToTheServer() throws IOException {
        try (Socket socket = connect()) {
            link.cutAfterBytes(FaultyLink.Towards.SERVER, 2);
            assertThat(echoed(socket, 1)).isEqualTo(1);
            assertThatThrownBy(() -> {
                        echoed(socket, 2);
                        echoed(socket, 3);
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void resetsAfterSoManyBytesToTheClient() throws IOException {
        try (Socket socket = connect()) {
            link.cutAfterBytes(FaultyLink.Towards.CLIENT, 2);
            assertThat(echoed(socket, 1)).isEqualTo(1);
            assertThatThrownBy(() -> {
                        echoed(socket, 2);
                        echoed(socket, 3);
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void delaysWithoutLosingAByte() throws IOException {
        link.delay(Duration.ofMillis(5));
        try (Socket socket = connect()) {
            assertThat(echoed(socket, 7)).isEqualTo(7);
        }
    }

    @Test
    void resetsTheClientOfAServerThatIsNotThere() throws IOException {
        int nobody;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = gone.getLocalPort();
        }
        try (FaultyLink toNobody = FaultyLink.to(nobody);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), toNobody.port())) {
            socket.setSoTimeout(500);
            assertThatThrownBy(() -> echoed(socket, 7)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void aFullPortAnswersNobody() throws IOException {
        try (FullPort port = new FullPort();
                Socket socket = new Socket()) {
            assertThatThrownBy(() ->
                            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port()), 250))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(500);
        return socket;
    }

    private static int echoed(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        return socket.getInputStream().read();
    }

    private void serve() {
        while (true) {
            try {
                Socket socket = echo.accept();
                Thread copy = new Thread(
                        () -> {
                            try (socket) {
                                socket.getInputStream().transferTo(socket.getOutputStream());
                            } catch (IOException e) {
                                // A reset is what most tests here are about.
                            }
                        },
                        "echo-connection");
                copy.setDaemon(true);
                copy.start();
            } catch (IOException e) {
                return;
            }
        }
    }
}
