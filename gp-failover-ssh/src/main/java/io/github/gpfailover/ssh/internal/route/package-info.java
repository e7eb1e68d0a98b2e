/**
 * Routes to hosts, over jump hosts where the settings name them. Values only.
 */
package io.github.gpfailover.ssh.internal.route;
