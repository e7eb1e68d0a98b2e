/**
 * The model of a cluster in a forecast: an observation, changed by what deeds are expected to do, and questions that are answered from it.
 *
 * <p>Nothing here sends a command that changes anything.
 */
package io.github.gpfailover.core.internal.forecast;
