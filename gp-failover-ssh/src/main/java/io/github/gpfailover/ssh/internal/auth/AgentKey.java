package io.github.gpfailover.ssh.internal.auth;

import io.github.gpfailover.ssh.internal.KeyBlob;

/**
 * Exists because of a key in an agent no more is known than this: its public half and what its owner calls it.
 *
 * @param key the public key
 * @param comment what its owner calls it
 */
record AgentKey(KeyBlob key, String comment) {}
