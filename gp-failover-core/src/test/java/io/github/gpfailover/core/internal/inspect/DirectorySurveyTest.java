package io.github.gpfailover.core.internal.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Kind;
import io.github.gpfailover.core.internal.inspect.DirectorySurvey.Mount;
import io.github.gpfailover.error.UnreadableOutputException;
import io.github.gpfailover.spi.CommandResult;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorySurveyTest {

    private static final String WHOLE = """
            kind=directory
            mount=no
            version=9.4
            file=global/pg_control
            file=recovery.done
            tablespace=16385
            tablespace=16386
            end
            """;

    @Test
    void readsAllOfIt() {
        assertThat(read(WHOLE))
                .isEqualTo(new DirectorySurvey(
                        Kind.DIRECTORY, Mount.NO, "9.4", Set.of("global/pg_control", "recovery.done"), 2));
    }

    @Test
    void readsThatNothingIsThere() {
        assertThat(read("kind=absent\nmount=unknown\nversion=\nend\n"))
                .isEqualTo(new DirectorySurvey(Kind.ABSENT, Mount.UNKNOWN, "", Set.of(), 0));
    }

    @Test
    void tellsAllOrNothingWhereverTheOutputIsCut() {
        for (int end = 0; end < WHOLE.length(); end++) {
            refuses(WHOLE.substring(0, end));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind=directory\nkind=directory\nmount=no\nversion=9.4\nend\n",
                "kind=folder\nmount=no\nversion=9.4\nend\n",
                "kind=directory\nmount=perhaps\nversion=9.4\nend\n",
                "mount=no\nkind=directory\nversion=9.4\nend\n",
                "kind=directory\nmount=no\nend\n",
                "kind=directory\nmount=no\nversion=9.4\nfile=a\nfile=a\nend\n",
                "kind=directory\nmount=no\nversion=9.4\nfile=\nend\n",
                "kind=directory\nmount=no\nversion=9.4\ntablespace=1\nfile=a\nend\n",
                "kind=directory\nmount=no\nversion=9.4\nnew words\nend\n",
                "kind=directory\nmount=no\nversion=9.4\nend\nend\n",
                "kind=directory\nmount=no\nversion=9.4\nend\nfile=a\n",
                "kind=directory\nmount=no\nversion=9.4\n… 12 bytes left out …\nend\n",
                "sh: 1: Syntax error\n"
            })
    void refusesWhatIsUnknownDoubledMissingOrOutOfOrder(String text) {
        refuses(text);
    }

    private static void refuses(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableOutputException.class);
    }

    private static DirectorySurvey read(String text) {
        return DirectorySurvey.parse(HostName.of("mdw"), CommandResult.of(0, text, "", Duration.ZERO));
    }
}
