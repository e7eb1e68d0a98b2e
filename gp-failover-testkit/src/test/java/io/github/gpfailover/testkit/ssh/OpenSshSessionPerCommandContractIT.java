package io.github.gpfailover.testkit.ssh;

/** The same with a session and a login for each command. */
class OpenSshSessionPerCommandContractIT extends OpenSshContractIT {

    @Override
    boolean workers() {
        return false;
    }
}
