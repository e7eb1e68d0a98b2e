package io.github.gpfailover.core.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.core.internal.Recording;
import io.github.gpfailover.core.internal.process.PgCtlStatus.Said;
import io.github.gpfailover.error.UnreadableOutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgCtlStatusTest {

    private static final Recording RUNNING = Recording.load("46");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pg_ctl: server is running (PID: \n",
                "pg_ctl: server is running (PID: )\n",
                "pg_ctl: server is running (PID: 0)\n",
                "pg_ctl: server is running (PID: 68",
                "pg_ctl: server is running (PID: 684)",
                "pg_ctl: server is running (PID: 684) or not\n",
                "pg_ctl: no server running",
                "pg_ctl: no server running here\n",
                "pg_ctl: no server running\npg_ctl: server is running (PID: 684)\n",
                "pg_ctl: 没有服务器进程正在运行\n"
            })
    void refusesWhatDoesNotSayOnceWhatItFound(String stdout) {
        assertThatThrownBy(() -> parse(stdout)).isInstanceOf(UnreadableOutputException.class);
    }

    @Test
    void tellsTheFirstLineThatHasNoPlace() {
        assertThat(parse("could not identify\n" + RUNNING.stdout()).firstUnplaced())
                .contains("could not identify");
    }

    @Test
    void aStandaloneBackendIsNoServer() {
        PgCtlStatus status = parse("pg_ctl: single-user server is running (PID: 12)\r\n");

        assertThat(status.said()).isEqualTo(Said.SINGLE_USER);
        assertThat(status.pid()).hasValue(12);
    }

    private static PgCtlStatus parse(String stdout) {
        return PgCtlStatus.parse(RUNNING.host(), RUNNING.resultWith(stdout));
    }
}
