package io.github.gpfailover.error;

import io.github.gpfailover.stability.Stable;

/**
 * The cluster runs a product or version that no dialect is known for.
 *
 * <p>It exists because acting on a guess about file names and functions is worse than not acting.
 *
 * @since 0.1
 */
@Stable
public final class UnsupportedVersionException extends GpFailoverException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param found the version that was found, as the server printed it
     * @param supported the versions that are supported
     */
    public UnsupportedVersionException(String found, String supported) {
        super(
                "the cluster runs " + found + ", for which no dialect is known; supported: " + supported
                        + "; nothing was changed",
                false,
                null);
    }
}
