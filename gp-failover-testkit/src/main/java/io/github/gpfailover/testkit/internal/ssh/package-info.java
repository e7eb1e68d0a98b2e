/** In-process SSH servers: what is exported of them hides the library that they are made with. */
package io.github.gpfailover.testkit.internal.ssh;
