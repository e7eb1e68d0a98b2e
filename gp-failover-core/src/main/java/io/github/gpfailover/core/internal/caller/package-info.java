/**
 * Calls of code that the library's caller supplied: transports, probes, steps, fences, listeners, journals, leases.
 *
 * <p>Whatever such code returns or throws becomes a value or a typed failure here, and nowhere else. Knows the api and nothing of core.
 */
package io.github.gpfailover.core.internal.caller;
