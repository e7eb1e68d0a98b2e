/**
 * The POSIX shell scripts that run on a host, as text: directories, detached jobs, a login's environment. A script has its arguments
 * appended as arguments and is quoted by {@code Command}; what it prints is read elsewhere. The testkit knows this package, so that the
 * simulated hosts answer the same scripts.
 */
package io.github.gpfailover.core.internal.script;
