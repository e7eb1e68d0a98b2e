package io.github.gpfailover.testkit.internal.rule;

import io.github.gpfailover.core.internal.script.LoginScripts;
import io.github.gpfailover.testkit.internal.Call;

/** {@code sh -c} with exactly the fixed scripts of the library: a model knows what they do, and no shell. */
final class ShRule implements Rule {

    private final JobRule jobs;
    private final DirectoryScriptRule directories = new DirectoryScriptRule();

    ShRule(Rules rules) {
        jobs = new JobRule(rules);
    }

    @Override
    public void run(Call call) {
        String script = call.words.size() > 2 && call.words.get(1).equals("-c") ? call.words.get(2) : "";
        if (script.equals(LoginScripts.SURVEY)) {
            HostPrograms.login(call);
        } else if (directories.knows(script)) {
            directories.run(call);
        } else {
            jobs.run(call);
        }
    }
}
