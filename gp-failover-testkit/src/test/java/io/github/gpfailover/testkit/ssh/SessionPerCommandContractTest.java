package io.github.gpfailover.testkit.ssh;

/** What any transport must do, done by a session and a login for each command. */
class SessionPerCommandContractTest extends SshTransportContractTest {

    @Override
    boolean workers() {
        return false;
    }
}
