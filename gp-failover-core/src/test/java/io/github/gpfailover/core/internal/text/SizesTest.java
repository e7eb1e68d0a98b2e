package io.github.gpfailover.core.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {

    @Test
    void showsALackHoweverSmall() {
        assertThat(Sizes.free(250879)).isEqualTo("244 MiB");
        assertThat(Sizes.needed(250879)).isEqualTo("245 MiB");
        assertThat(Sizes.free(78643199)).isEqualTo("74.9 GiB");
        assertThat(Sizes.needed(78643199)).isEqualTo("75.0 GiB");
        assertThat(Sizes.free(0)).isEqualTo("0 MiB");
    }
}
