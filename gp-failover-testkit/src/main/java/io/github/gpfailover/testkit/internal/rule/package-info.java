/** The programs of a simulated cluster's hosts, one rule each, with the texts that were recorded. Not exported. */
package io.github.gpfailover.testkit.internal.rule;
