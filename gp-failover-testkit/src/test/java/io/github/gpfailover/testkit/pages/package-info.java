/** README and docs, compared with the code that they tell of. */
package io.github.gpfailover.testkit.pages;
