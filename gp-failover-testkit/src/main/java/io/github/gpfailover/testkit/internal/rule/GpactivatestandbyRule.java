package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.testkit.internal.Call;

/** gpactivatestandby: its arguments (29-31, 48, 49, 54, 71, 81, 84, 93, a6, a7); what it does is {@link Activation}. */
final class GpactivatestandbyRule implements Rule {

    @Override
    public void run(Call call) {
        boolean automatic = false;
        boolean force = false;
        String directory = call.variable("MASTER_DATA_DIRECTORY");
        for (int i = 1; i < call.words.size(); i++) {
            String word = call.words.get(i);
            switch (word) {
                case "-a" -> automatic = true;
                case "-f" -> force = true;
                case "-d" -> directory = call.words.get(++i);
                default -> throw call.unknown("argument " + word);
            }
        }
        UtilityLog log = new UtilityLog(call, "gpactivatestandby");
        if (directory.isEmpty()) {
            // Wording of dialects §9; no recording has it.
            refuse(call, log, "Both -d parameter and MASTER_DATA_DIRECTORY environment variable are not set.");
        } else if (call.variable("PGPORT").isEmpty()) {
            refuse(call, log, "PGPORT environment variable not set.");
        } else {
            new Activation(call, log, automatic, force, directory, Integer.parseInt(call.variable("PGPORT"))).run();
        }
    }

    private static void refuse(Call call, UtilityLog log, String why) {
        log.critical(why);
        call.exit = 2;
        call.takes(110);
    }
}
