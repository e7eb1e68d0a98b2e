package io.github.gpfailover.core.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcStateProbeBuilderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "password",
                "options",
                "connectTimeout",
                "socketTimeout",
                "loginTimeout",
                "preferQueryMode",
                "targetServerType",
                "PGHOST",
                "loggerLevel",
                "authenticationPluginClassName",
                "SSLMODE",
                "noSuchThing"
            })
    void refusesAPropertyThatIsNotTheCallersAndShowsNoValue(String name) {
        assertThatThrownBy(() -> JdbcStateProbe.builder().property(name, "s3cret-word"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("sslmode")
                .hasMessageNotContaining("s3cret-word");
    }

    @Test
    void takesTheSettingsOfTls() {
        JdbcStateProbe probe = JdbcStateProbe.builder()
                .properties(Map.of("sslmode", "verify-full", "sslrootcert", "/etc/ssl/ca.pem", "sslcert", "/c.pem"))
                .property("sslkey", "/k.pk8")
                .property("sslpassword", "s3cret-word")
                .build();

        assertThat(probe)
                .hasToString(
                        "JdbcStateProbe(logins of its own, driver properties [sslcert, sslkey, sslmode, sslpassword,"
                                + " sslrootcert])");
    }

    @Test
    void refusesASettingThatIsMadeTwice() {
        assertThatThrownBy(() -> JdbcStateProbe.builder()
                        .property("sslpassword", "s3cret-word")
                        .property("sslpassword", "s3cret-word"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("sslpassword")
                .hasMessageNotContaining("s3cret-word");
        assertThatThrownBy(() -> JdbcStateProbe.builder()
                        .passwords(DatabasePasswords.none())
                        .passwords(DatabasePasswords.none()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> JdbcStateProbe.builder().dataSource(at -> null).dataSource(at -> null))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() ->
                        JdbcStateProbe.builder().utilityDataSource(at -> null).utilityDataSource(at -> null))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesSettingsThatWouldHaveNoEffect() {
        assertThatThrownBy(() -> JdbcStateProbe.builder()
                        .dataSource(at -> null)
                        .passwords(DatabasePasswords.none())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("passwords(...)");
        assertThatThrownBy(() -> JdbcStateProbe.builder()
                        .dataSource(at -> null)
                        .property("sslmode", "require")
                        .build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() ->
                        JdbcStateProbe.builder().utilityDataSource(at -> null).build())
                .isInstanceOf(IllegalStateException.class);
    }
}
