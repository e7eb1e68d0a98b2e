/** What surrounds the servers: logins, names, links, neighbours, other products, odd values in the catalog. */
package io.github.gpfailover.testkit.scenario.environment;
