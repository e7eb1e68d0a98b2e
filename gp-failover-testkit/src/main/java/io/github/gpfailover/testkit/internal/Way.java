package io.github.gpfailover.testkit.internal;

/** The way from the controller to a host, which may lead through another. */
record Way(World world, SimHost between, SimHost to) {

    /** Tells whether a connection can be held over it. */
    boolean answers() {
        return between == null
                ? world.connected(world.controller, to)
                : !between.hung && world.connected(world.controller, between) && world.connected(between, to);
    }

    /** Says for people which host it leads through, if it does. */
    String named() {
        return between == null ? "" : " through " + between.name;
    }
}
