/**
 * In-process SSH servers: what is exported of them hides the library that they are made with. Not exported.
 *
 * <p>They read back exactly the lines that {@code RemoteScript} and {@code JobScripts} write, and refuse any other. What the model says of
 * links and power is felt on the connections. Time stays virtual in the model, while connections, deadlines and pauses are real.
 */
package io.github.gpfailover.testkit.internal.ssh;
