/** How long an exported type stays as it is: each one carries one of these marks, and the types in it share it. */
package io.github.gpfailover.stability;
