package io.github.gpfailover.testkit.internal;

/**
 * The dispatcher of one session on a master. It exists because each session has its own connections to the segments, from its first
 * statement that needs them.
 */
public final class Dispatcher {

    /** The server whose session it is. */
    public final Server server;

    private int number;
    private Gang gang;

    /** Makes one without connections; 0 for a session that takes its number when it opens them. */
    public Dispatcher(Server server, int number) {
        this.server = server;
        this.number = number;
    }

    /** Gives its sessions on the segments, or null. */
    Gang gang() {
        return gang;
    }

    Gang open(long now) {
        number = number == 0 ? server.nextSession++ : number;
        gang = new Gang(server, number, now);
        return gang;
    }

    void leave() {
        gang = null;
    }
}
