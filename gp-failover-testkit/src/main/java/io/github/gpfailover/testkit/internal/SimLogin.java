package io.github.gpfailover.testkit.internal;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What the login of a host brings into each command: nothing of it is the command's own. */
public final class SimLogin {

    /** What its start-up file and the product's script export. */
    public final Map<String, String> variables = new TreeMap<>();
    /** What its start-up file prints. */
    public String prints = "";
    /** What is printed on the standard error of each program that starts. */
    public String noise = "";
    /** How long its start-up file takes. */
    public Duration slow = Duration.ZERO;
    /** Whether its path has the directories of administration. */
    public boolean systemPath = true;
}
