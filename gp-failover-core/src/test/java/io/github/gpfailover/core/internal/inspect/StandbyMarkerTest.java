package io.github.gpfailover.core.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandbyMarkerTest {

    private static final HostName SMDW = HostName.of("smdw");

    @Test
    void readsTheRecordedMarker() {
        assertThat(StandbyMarker.upstream(
                        SMDW, "recovery.conf", Recording.load("26").stdout()))
                .contains(new Upstream(HostName.of("mdw"), 5432));
    }

    @Test
    void theLastLineCounts() {
        assertThat(StandbyMarker.upstream(
                        SMDW,
                        "recovery.conf",
                        "primary_conninfo = 'host=a port=1'\n  primary_conninfo='port=1 host=b'\n"))
                .contains(new Upstream(HostName.of("b"), 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "standby_mode = 'on'\n",
                "# primary_conninfo = 'host=mdw'\n",
                "primary_conninfo = 'user=gpadmin port=5432'\n",
                "primary_conninfo = 'host=mdw'\n",
                "primary_conninfo = 'host=mdw port=x'\n",
                "primary_conninfo = 'hostaddr=10.0.0.1'\n",
                "primary_conninfo = 'host='\n",
                "primary_conninfo = 'host=/tmp port=5432'\n",
                "primary_conninfo = 'host=mdw,smdw'\n",
                "primary_conninfo",
                "primary_conninfo = 'host=mdw port=5432",
                "primary_conninfo = 'host=mdw port=65536'\n",
                "primary_conninfo = 'host=mdw port=5432'\nprimary_conninfo = ''\n",
                "cat: /data/master/gpseg-1/recovery.conf: No such file or directory\n"
            })
    void namesNobodyWhereHostOrPortCanNotBeRead(String text) {
        assertThat(StandbyMarker.upstream(SMDW, "recovery.conf", text)).isEmpty();
    }
}
