/** The model of a simulated cluster: plain state and its transitions, guarded by the monitor of its time. Not exported. */
package io.github.gpfailover.testkit.internal;
