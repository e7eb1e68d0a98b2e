package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.gpfailover.core.internal.text.AccessFile.Verdict;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessFileTest {

    private static final List<String> NETWORKS = List.of("10.0.0.12/24", "192.168.1.2/16");

    private static AccessFile.Judgement judged(String text) {
        return AccessFile.replication(text, "gpadmin", "10.0.0.11", NETWORKS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host replication gpadmin 10.0.0.11/32 trust",
                "host\treplication\tgpadmin\t10.0.0.11/32\ttrust",
                "hostnossl all,replication all 10.0.0.0/24 trust # by hand",
                "host all, replication monitor ,gpadmin 10.0.0.0/24 trust\nhost replication all all trust",
                "host replication monitor,gpadmin all trust",
                "host replication \"gpadmin\" 10.0.0.11/32 trust",
                "host replication gpadmin 10.0.0.0 255.255.255.0 trust",
                "host replication gpadmin samenet trust",
                "host replication gpadmin samehost reject\nhost replication gpadmin 0.0.0.0/0 trust",
                "host replication gpadmin fe80::1/128 reject\nhost replication gpadmin 0.0.0.0/0 trust",
                "hostssl replication gpadmin 10.0.0.11/32 reject\nhost replication gpadmin 10.0.0.11/32 trust",
                "host replication gpadmin mdw trust\nhost replication gpadmin all trust",
                "host replication +dba all trust\nhost replication all all trust",
                "host replication gpadmin 10.0.0.11/32 trust\nhost replication gpadmin 0.0.0.0/0 reject",
                "local all all ident\nhost all all 10.0.0.11/32 trust\nhost replication all 10.0.0.8/29 trust"
            })
    void letsIn(String text) {
        assertThat(judged(text).verdict()).isEqualTo(Verdict.ADMITTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# host replication gpadmin 10.0.0.11/32 trust",
                "host all gpadmin 10.0.0.11/32 trust",
                "host \"replication\" gpadmin 10.0.0.11/32 trust",
                "host replication \"all\" 10.0.0.11/32 trust",
                "host replication \"+dba\" 10.0.0.11/32 trust",
                "host all all 0.0.0.0/0 trust",
                "local replication gpadmin 10.0.0.11/32 ident",
                "hostgssenc replication gpadmin 10.0.0.11/32 trust",
                "host replication other 10.0.0.11/32 trust",
                "host replication gpadmin 10.0.0.12/32 trust",
                "host replication gpadmin 10.0.0.11/33 trust",
                "host replication gpadmin 10.0.0.300/32 trust",
                "host replication gpadmin 10.0.0.11/x trust",
                "host replication gpadmin 10.0.1.0 255.255.255.0 trust",
                "host replication gpadmin samehost trust",
                "host replication gpadmin"
            })
    void findsNone(String text) {
        assertThat(judged(text).verdict()).isEqualTo(Verdict.NO_ENTRY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host replication gpadmin 0.0.0.0/0 reject\nhost replication gpadmin 10.0.0.11/32 trust",
                "host replication all samenet reject\nhost replication all all trust",
                "hostssl replication gpadmin all reject\nhost replication gpadmin all reject"
            })
    void theFirstLineThatIsForTheLoginCounts(String text) {
        assertThat(judged(text).verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judged(text).why()).contains("reject");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host replication gpadmin mdw trust",
                "host replication gpadmin .example.org trust\nhost replication all all reject",
                "host replication @users all trust",
                "host replication +dba all trust",
                "host @databases all all trust",
                "hostssl replication gpadmin 10.0.0.11/32 trust",
                "host replication gpadmin 10.0.0.11/32 md5",
                "include_if_exists more.conf\nhost replication all all trust"
            })
    void whatTheFileAloneDoesNotTellIsUnknown(String text) {
        assertThat(judged(text).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judged(text).why()).isNotBlank();
    }

    @Test
    @DisplayName("case 24: samenet, samehost, and a reject behind them")
    void readsCase24AsTheServerReadsIt() {
        String text = "host replication gpadmin samenet trust\nhost replication gpadmin samehost trust\n"
                + "host replication gpadmin 0.0.0.0/0 reject\n";

        assertThat(judged(text).verdict()).isEqualTo(Verdict.ADMITTED);
        assertThat(AccessFile.replication(text, "gpadmin", "172.16.0.1", NETWORKS)
                        .verdict())
                .isEqualTo(Verdict.REJECTED);
        assertThat(AccessFile.replication(text, "gpadmin", "10.0.0.11", List.of())
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void showsNoOptionThatMayHoldASecret() {
        assertThat(judged("host replication all all ldap ldapbindpasswd=hunter2")
                        .why())
                .contains("ldap")
                .doesNotContain("hunter2");
    }
}
