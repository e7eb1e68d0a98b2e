package io.github.gpfailover.testkit;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.stability.Evolving;
import io.github.gpfailover.testkit.internal.Neighbour;
import io.github.gpfailover.testkit.internal.SimHost;
import java.time.Duration;

/**
 * A host of a simulated cluster: its disk, its programs, its addresses and routes, and the processes that run beside the cluster's.
 *
 * <p>It exists so that a test can have a host be other than a plan expects. Power, links and hanging are the cluster's verbs. Thread-safe; made by
 * {@link SimulatedCluster#host(String)}.
 *
 * @since 0.1
 */
@Evolving
public final class SimulatedHost {

    private final Model model;
    private final SimHost host;

    SimulatedHost(Model model, SimHost host) {
        this.model = model;
        this.host = host;
    }

    /**
     * Writes a small file, in a data directory or beside them, as an operator would.
     *
     * @param path the file
     * @param text what it then holds
     * @return this host
     * @throws NullPointerException if the path or the text is null
     */
    public SimulatedHost writeFile(String path, String text) {
        Checks.notNull(path, "path");
        Checks.notNull(text, "text");
        return event("write " + path + " on " + host.name, () -> host.write(path, text));
    }

    /**
     * Removes a small file, as an operator would; one that is not there is no error.
     *
     * @param path the file
     * @return this host
     * @throws NullPointerException if the path is null
     */
    public SimulatedHost removeFile(String path) {
        Checks.notNull(path, "path");
        return event("rm -f " + path + " on " + host.name, () -> model.outages.remove(host, path));
    }

    /**
     * Makes a directory that holds no server: somebody else's.
     *
     * @param path the directory
     * @return this host
     * @throws NullPointerException if the path is null
     */
    public SimulatedHost makeDirectory(String path) {
        Checks.notNull(path, "path");
        return event("mkdir " + path + " on " + host.name, () -> host.plainDirectories.add(path));
    }

    /**
     * Puts a data directory of another cluster at a location, shut down in order.
     *
     * @param path the directory
     * @return this host
     * @throws NullPointerException if the path is null
     * @throws IllegalStateException if something is there
     */
    public SimulatedHost foreignDirectory(String path) {
        Checks.notNull(path, "path");
        return event(path + " on " + host.name + " is another cluster's", () -> model.mishaps.foreign(host, path));
    }

    /**
     * Says that a part of the paths on a host is a symbolic link, and that servers were started by where it leads: so {@code ps} shows
     * other paths than catalog and specification.
     *
     * @param link the path of the link, such as {@code /data}
     * @param target where it leads, such as {@code /disk1/data}
     * @return this host
     * @throws NullPointerException if a path is null
     */
    public SimulatedHost linkDirectory(String link, String target) {
        Checks.notNull(link, "link");
        Checks.notNull(target, "target");
        return event(link + " on " + host.name + " leads to " + target, () -> host.directoryLinks.put(link, target));
    }

    /**
     * Has the masters and standbys of a host make their sockets in another directory than {@code /tmp}, those that run at once.
     *
     * @param directory the directory; empty for no sockets at all
     * @return this host
     * @throws NullPointerException if the directory is null
     */
    public SimulatedHost socketDirectory(String directory) {
        Checks.notNull(directory, "directory");
        return event(
                "sockets on " + host.name + " are made in '" + directory + "'",
                () -> model.world.lifecycle.socketDirectory(host, directory));
    }

    /**
     * Lets a host have only so much free disk. {@code df} shows it; {@code pg_rewind} fails where it must copy more than that, and a file that is
     * written with nothing free stays empty. A standby whose log needs a new file of 64 MB does not go on without space for it, and loses
     * its stream. A copy by {@code gpinitstandby} neither needs nor takes any in the model.
     *
     * @param bytes how much
     * @return this host
     * @throws IllegalArgumentException if the number is negative or more than the host's disk holds: 100 GiB,
     *     or four times the size of the catalog if that is more
     */
    public SimulatedHost freeDisk(long bytes) {
        long kibibytes = bytes / 1024;
        long most = model.locked(() -> host.diskKibibytes);
        if (bytes < 0 || kibibytes > most) {
            throw new IllegalArgumentException("bytes was " + bytes + " but must be 0 to " + most + " KiB");
        }
        return event("only " + bytes + " bytes are free on " + host.name, () -> {
            model.world.replication.noteTries();
            host.freeKibibytes = kibibytes;
        });
    }

    /**
     * Sets a host's clock wrong. Only {@code date} shows it: no other text of the model depends on it.
     *
     * @param ahead how far it is ahead; negative for behind
     * @return this host
     * @throws NullPointerException if the time is null
     */
    public SimulatedHost clockOff(Duration ahead) {
        Checks.notNull(ahead, "ahead");
        return event("the clock of " + host.name + " is off by " + ahead, () -> host.clockOff = ahead);
    }

    /**
     * Takes a program off a host's path, as a broken installation does. Utilities of the model that would run it are not affected.
     *
     * @param program the program, one of the product's or {@code ssh}
     * @return this host
     * @throws NullPointerException if the program is null
     */
    public SimulatedHost removeProgram(String program) {
        Checks.notNull(program, "program");
        return event(program + " is no longer on the path of " + host.name, () -> host.missingPrograms.add(program));
    }

    /**
     * Installs another version on a host.
     *
     * @param text a text that begins with {@code PostgreSQL} is what {@code select version()} then answers; any other is what
     *     {@code postgres --gp-version} then prints
     * @return this host
     * @throws NullPointerException if the text is null
     */
    public SimulatedHost version(String text) {
        Checks.notNull(text, "text");
        return event("version on " + host.name + ": " + text, () -> model.outages.version(host, text));
    }

    /**
     * Lets one host's ssh no longer log in to another without a password. Only the {@code ssh} command fails: the utilities of the
     * model don't use it, so that each fault can be tried alone.
     *
     * @param to the host that turns it away
     * @return this host
     */
    public SimulatedHost breakSsh(String to) {
        return event(
                "ssh " + host.name + " -> " + to + " is turned away",
                () -> host.brokenSsh.add(model.host(to).name.value()));
    }

    /**
     * Gives the address that a host's name stands for.
     *
     * @return the address
     */
    public String address() {
        return model.locked(() -> host.address);
    }

    /**
     * Gives a host a further address. Its name goes on standing for the first one, and connections that it opens come from the first
     * that gets an answer: so a route against one address of a master is no fence while it has another.
     *
     * @param address the address
     * @return this host
     * @throws NullPointerException if the address is null
     * @throws IllegalArgumentException if a host has that address already
     */
    public SimulatedHost addAddress(String address) {
        Checks.notNull(address, "address");
        return event("address " + address + " on " + host.name, () -> model.outages.addAddress(host, address));
    }

    /**
     * Gives a host a further name, which leads to its first address.
     *
     * @param name the name, such as {@code mdw.example.com}
     * @return this host
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if the name leads to one already
     */
    public SimulatedHost addName(String name) {
        Checks.notNull(name, "name");
        return event("name " + name + " of " + host.name, () -> model.mishaps.addName(host, name, host.address));
    }

    /**
     * Has the master's catalog name a host otherwise from now on, for all servers on it.
     *
     * @param hostname what its column {@code hostname} holds; made a name of the host if it is none
     * @param address what its column {@code address} holds; made a name of the host if it is none
     * @return this host
     * @throws NullPointerException if a name is null
     * @throws IllegalArgumentException if a name leads to another one
     */
    public SimulatedHost nameInCatalog(String hostname, String address) {
        Checks.notNull(hostname, "hostname");
        Checks.notNull(address, "address");
        return event(
                host.name + " is " + hostname + "/" + address + " in the catalog",
                () -> model.mishaps.nameInCatalog(host, hostname, address));
    }

    /**
     * An operator gives a host an unreachable route to an address, as {@code ip route add unreachable ADDRESS/32} does. Packets to it
     * find no route, replies among them: no connection between the two is made or carries anything any more, until the route
     * is taken away or the host loses its power. One that is there already stays.
     *
     * @param address the address, such as {@code 10.77.0.11}
     * @return this host
     * @throws NullPointerException if the address is null
     */
    public SimulatedHost route(String address) {
        Checks.notNull(address, "address");
        return event(
                "ip route add unreachable " + address + " on " + host.name, () -> model.outages.route(host, address));
    }

    /**
     * An operator takes an unreachable route away; one that is not there is no error.
     *
     * @param address the address
     * @return this host
     * @throws NullPointerException if the address is null
     */
    public SimulatedHost unroute(String address) {
        Checks.notNull(address, "address");
        return event(
                "ip route del unreachable " + address + " on " + host.name, () -> model.outages.unroute(host, address));
    }

    /**
     * Destroys a host's sockets to another host, as root's {@code ss -K dst ADDRESS} does for each of its addresses: a commit that
     * waits for a standby there ends at once (recording b1), and so do sessions on segments between the two.
     *
     * @param to the other end
     * @return this host
     */
    public SimulatedHost destroySockets(String to) {
        return event("ss -K on " + host.name + " dst " + to, () -> model.outages.destroySockets(host, model.host(to)));
    }

    /**
     * Gives the host's login the home directory of another host's, as a network file system does: what is written there is seen on
     * both. What stood in its own is not seen any more.
     *
     * @param other the other host
     * @return this host
     */
    public SimulatedHost shareHomeWith(String other) {
        return event("mount of the home of " + other + " on " + host.name, () -> {
            host.jobs = model.host(other).jobs;
            host.claims = model.host(other).claims;
        });
    }

    /**
     * Kills all detached jobs that run on a host with -9, whatever they are in the midst of.
     *
     * @return this host
     */
    public SimulatedHost killJobs() {
        return event("kill -9 of all jobs on " + host.name, () -> model.outages.killJobs(host));
    }

    /**
     * Starts a server of somebody else on a host, such as that of a container.
     *
     * @param user who runs it, as {@code ps} prints it; where it is {@code gpadmin}, the login may see where it works
     * @param command its command, such as {@code postgres}
     * @param directory the directory that it works in, as it calls it
     * @param port its port
     * @return its process id
     * @throws NullPointerException if a text is null
     */
    public int startNeighbour(String user, String command, String directory, int port) {
        return startNeighbour(user, 1, command, directory, port);
    }

    /**
     * Starts a process of such a server.
     *
     * @param user who runs it, as {@code ps} prints it
     * @param parent its parent's process id; 1 for one whose parent is gone
     * @param command its command or title
     * @param directory the directory that it works in, as it calls it
     * @param port the port that is noted in that directory; 0 for none
     * @return its process id
     * @throws NullPointerException if a text is null
     */
    public int startNeighbour(String user, int parent, String command, String directory, int port) {
        Checks.notNull(user, "user");
        Checks.notNull(command, "command");
        Checks.notNull(directory, "directory");
        int pid = model.locked(() -> host.newPid());
        event(
                "'" + command + "' of " + user + " on " + host.name,
                () -> host.neighbours.add(new Neighbour(user, pid, parent, command, directory, port)));
        return pid;
    }

    /**
     * Ends a process that {@link #startNeighbour} started; one that is gone is no error.
     *
     * @param pid its process id
     * @return this host
     */
    public SimulatedHost endNeighbour(int pid) {
        return event(
                "process " + pid + " on " + host.name + " ends", () -> host.neighbours.removeIf(n -> n.pid() == pid));
    }

    /**
     * Makes the next command of a program on a host go wrong; faults for the same program queue up.
     *
     * @param program the program, such as {@code gpinitstandby}
     * @param fault what goes wrong
     * @return this host
     * @throws NullPointerException if the program or the fault is null
     */
    public SimulatedHost failNext(String program, CommandFault fault) {
        Checks.notNull(program, "program");
        Checks.notNull(fault, "fault");
        return event(
                "next " + program + " on " + host.name + ": " + fault,
                () -> model.runner.failNext(host.name.value(), program, fault.order()));
    }

    /** Returns its name. */
    @Override
    public String toString() {
        return host.name.value();
    }

    private SimulatedHost event(String what, Runnable action) {
        model.event(what, action);
        return this;
    }
}
