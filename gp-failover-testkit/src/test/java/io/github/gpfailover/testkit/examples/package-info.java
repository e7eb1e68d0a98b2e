/** Interfaces of the library, implemented as a caller would: to be read, copied and changed. */
package io.github.gpfailover.testkit.examples;
