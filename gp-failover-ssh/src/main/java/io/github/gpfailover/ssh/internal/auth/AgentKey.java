package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.internal.KeyBlob;

/**
 * A key that an agent holds: its public half and the name that its owner gave it. No more is known of it.
 *
 * @param key the public key
 * @param comment what its owner calls it
 */
record AgentKey(KeyBlob key, String comment) {}
