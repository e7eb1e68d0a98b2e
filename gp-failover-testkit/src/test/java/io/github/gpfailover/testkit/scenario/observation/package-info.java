/** What probes see, compared with the truth and with what a careful operator would say. */
package io.github.gpfailover.testkit.scenario.observation;
