package io.github.gpfailover.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartsTest {

    private record Server(String host, int port, double load) {}

    private static final Parts<Server> PARTS =
            Parts.of(Server.class).and("host", Server::host).and("port", Server::port);

    private final Server one = new Server("mdw", 5432, 1);

    @Test
    void valuesWithTheSamePartsAreEqualWhateverElseTheyHold() {
        Server same = new Server("mdw", 5432, 2);

        assertThat(PARTS.equal(one, same)).isTrue();
        assertThat(PARTS.hash(one)).isEqualTo(PARTS.hash(same));
    }

    @Test
    void eachPartCounts() {
        assertThat(PARTS.equal(one, new Server("smdw", 5432, 1))).isFalse();
        assertThat(PARTS.equal(one, new Server("mdw", 5433, 1))).isFalse();
    }

    @Test
    void nothingElseIsEqualToAValue() {
        assertThat(PARTS.equal(one, null)).isFalse();
        assertThat(PARTS.equal(one, "mdw")).isFalse();
    }

    @Test
    void aPartMayBeNull() {
        Server none = new Server(null, 5432, 1);

        assertThat(PARTS.equal(none, one)).isFalse();
        assertThat(PARTS.equal(none, new Server(null, 5432, 1))).isTrue();
        assertThat(PARTS.text(none)).isEqualTo("Server[host=null, port=5432]");
    }

    @Test
    void theTextNamesThePartsInOrder() {
        assertThat(PARTS.text(one)).isEqualTo("Server[host=mdw, port=5432]");
    }
}
