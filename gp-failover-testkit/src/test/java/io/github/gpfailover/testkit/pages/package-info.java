/** README and docs, compared with the code that they describe. */
package io.github.gpfailover.testkit.pages;
