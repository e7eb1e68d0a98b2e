package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessFileTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host replication gpadmin 10.0.0.11/32 trust",
                "host\treplication\tgpadmin\t10.0.0.11/32\ttrust",
                "hostnossl all,replication all 10.0.0.0/24 md5 # by hand",
                "host replication monitor,gpadmin all trust",
                "host replication gpadmin 0.0.0.0/0 reject",
                "local all all ident\nhost all all 10.0.0.11/32 trust\nhost replication all 10.0.0.8/29 trust"
            })
    void findsTheEntry(String text) {
        assertThat(AccessFile.hasReplicationEntry(text, "gpadmin", "10.0.0.11")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# host replication gpadmin 10.0.0.11/32 trust",
                "host all gpadmin 10.0.0.11/32 trust",
                "host all all 0.0.0.0/0 trust",
                "local replication gpadmin 10.0.0.11/32 ident",
                "hostssl replication gpadmin 10.0.0.11/32 trust",
                "host replication other 10.0.0.11/32 trust",
                "host replication gpadmin 10.0.0.12/32 trust",
                "host replication gpadmin 10.0.0.11/33 trust",
                "host replication gpadmin 10.0.0.300/32 trust",
                "host replication gpadmin 10.0.0.11/x trust",
                "host replication gpadmin samehost trust",
                "host replication gpadmin mdw trust",
                "host replication gpadmin"
            })
    void findsNone(String text) {
        assertThat(AccessFile.hasReplicationEntry(text, "gpadmin", "10.0.0.11")).isFalse();
    }
}
