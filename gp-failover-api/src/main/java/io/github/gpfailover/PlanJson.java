package io.github.gpfailover;

import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Json;
import io.github.gpfailover.internal.JsonReader;
import io.github.gpfailover.step.Activate;
import io.github.gpfailover.step.AddStandby;
import io.github.gpfailover.step.FenceOldMaster;
import io.github.gpfailover.step.PlanStep;
import io.github.gpfailover.step.RetryPolicy;
import io.github.gpfailover.step.StepBuilder;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a plan, written and read back. It exists so that a plan can be stored; reading is strict: an unknown name is an error
 * and is not ignored.
 */
final class PlanJson {

    private PlanJson() {}

    static String write(FailoverPlan plan) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("steps", plan.steps().stream().map(PlanJson::step).toList());
        plan.masterOn().ifPresent(h -> all.put("masterOn", h.toString()));
        return Json.write(all);
    }

    private static Map<String, Object> step(PlanStep step) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("step", step.name());
        all.putAll(step.settings());
        RetryPolicy retry = step.options().retry();
        all.put("deadline", step.options().deadline());
        Map<String, Object> r = new LinkedHashMap<>();
        r.put("attempts", retry.attempts());
        r.put("backoff", retry.backoff());
        r.put("multiplier", retry.multiplier());
        r.put("longestBackoff", retry.longestBackoff());
        all.put("retry", r);
        return all;
    }

    static FailoverPlan read(String json) {
        Fields plan = new Fields(JsonReader.read(json), "the plan");
        FailoverPlanBuilder builder = FailoverPlan.builder();
        int number = 0;
        for (Object one : plan.list("steps")) {
            step(new Fields(one, "step " + ++number), builder);
        }
        String masterOn = plan.optionalText("masterOn");
        given(masterOn, builder::masterOn);
        plan.allRead();
        return builder.build();
    }

    private static void step(Fields f, FailoverPlanBuilder b) {
        String name = f.text("step");
        Options options = new Options(f);
        switch (name) {
            case "checkHealth" -> {
                String reason = f.optionalText("acceptDegraded");
                b.checkHealth(options.and(s -> given(reason, s::acceptDegraded)));
            }
            case "checkEnvironment" -> {
                String differences = f.optionalText("acceptDifferences");
                String disk = f.optionalText("acceptShortDisk");
                b.checkEnvironment(options.and(s -> {
                    given(differences, s::acceptDifferences);
                    given(disk, s::acceptShortDisk);
                }));
            }
            case "releaseWaitingCommits" -> b.releaseWaitingCommits(options.and(s -> {}));
            case "removeStandby" -> {
                String reason = f.optionalText("acceptUnseen");
                boolean keep = f.flag("keepDirectory");
                b.removeStandby(options.and(s -> {
                    given(reason, s::acceptUnseen);
                    if (keep) {
                        s.keepDirectory();
                    }
                }));
            }
            case "addStandby" -> {
                Integer port = f.optionalInteger("port");
                String directory = f.optionalText("dataDirectory");
                String strategy = f.optionalText("strategy");
                String aside = f.optionalText("moveAside");
                b.addStandby(f.text("host"), options.and(s -> {
                    given(port, s::port);
                    given(directory, s::dataDirectory);
                    given(strategy, t -> s.strategy(strategy(AddStandby.Strategy.class, t)));
                    given(aside, s::moveAside);
                }));
            }
            case "awaitSync" -> {
                Long lag = f.optionalLong("mostLagBytes");
                b.awaitSync(options.and(s -> given(lag, l -> s.mostLagBytes(l))));
            }
            case "writeCanary" -> {
                Integer rows = f.optionalInteger("rows");
                String table = f.optionalText("table");
                b.writeCanary(options.and(s -> {
                    given(rows, s::rows);
                    given(table, s::table);
                }));
            }
            case "stopMaster" -> {
                boolean immediate = f.flag("immediateAtDeadline");
                String none = f.optionalText("leavesNoMaster");
                b.stopMaster(options.and(s -> {
                    if (immediate) {
                        s.immediateAtDeadline();
                    }
                    given(none, s::leavesNoMaster);
                }));
            }
            case "startMaster" -> {
                String gone = f.optionalText("absentIsGone");
                b.startMaster(options.and(s -> given(gone, s::absentIsGone)));
            }
            case "fence" -> {
                if (f.optionalText("fence") != null) {
                    throw new IllegalArgumentException(
                            f.what + " holds a fence of the caller's own, which JSON can't carry:"
                                    + " build the plan in code");
                }
                b.step(options.apply(FenceOldMaster.builder()).build());
            }
            case "activate" -> {
                String strategy = f.optionalText("strategy");
                String loss = f.optionalText("allowDataLoss");
                Duration knowledge = f.optionalDuration("oldestKnowledge");
                String serves = f.optionalText("evenIfMasterServes");
                b.activate(options.and(s -> {
                    given(strategy, t -> s.strategy(strategy(Activate.Strategy.class, t)));
                    given(loss, s::allowDataLoss);
                    given(knowledge, s::oldestKnowledge);
                    given(serves, s::evenIfMasterServes);
                }));
            }
            case "verifyCanary" -> b.verifyCanary(options.and(s -> {}));
            case "releaseFence" -> b.releaseFence(options.and(s -> {}));
            case "retireDataDirectory" -> {
                String directory = f.optionalText("dataDirectory");
                b.retireDataDirectory(f.text("host"), options.and(s -> given(directory, s::dataDirectory)));
            }
            default ->
                throw new IllegalArgumentException(f.what + " is " + Checks.shown(name)
                        + ", which JSON can't carry or nobody knows; known are the step"
                        + " methods of FailoverPlanBuilder but step(...)");
        }
        f.allRead();
    }

    private static <E extends Enum<E>> E strategy(Class<E> strategies, String name) {
        try {
            return Enum.valueOf(strategies, name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "strategy was " + Checks.shown(name) + " but must be one of "
                            + Arrays.toString(strategies.getEnumConstants()),
                    e);
        }
    }

    private static <T> void given(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    /** What every step may have: deadline and retry. */
    private static final class Options {

        private final @Nullable Duration deadline;
        private final @Nullable Integer attempts;
        private final @Nullable Duration backoff;
        private final @Nullable Double multiplier;
        private final @Nullable Duration longestBackoff;
        private final boolean retry;

        Options(Fields f) {
            deadline = f.optionalDuration("deadline");
            Object r = f.optional("retry");
            retry = r != null;
            Fields fields = new Fields(r == null ? Map.of() : r, f.what + ", retry");
            attempts = fields.optionalInteger("attempts");
            backoff = fields.optionalDuration("backoff");
            multiplier = fields.optionalNumber("multiplier");
            longestBackoff = fields.optionalDuration("longestBackoff");
            fields.allRead();
        }

        <B extends StepBuilder<B>> Consumer<B> and(Consumer<B> more) {
            return b -> more.accept(apply(b));
        }

        <B extends StepBuilder<B>> B apply(B b) {
            given(deadline, b::deadline);
            if (retry) {
                b.retry(p -> {
                    given(attempts, p::attempts);
                    given(backoff, p::backoff);
                    given(multiplier, p::multiplier);
                    given(longestBackoff, p::longestBackoff);
                });
            }
            return b;
        }
    }

    /** The fields of one JSON object, each to be read once; {@link #allRead()} refuses what is left. */
    private static final class Fields {

        private final Map<String, Object> left = new LinkedHashMap<>();
        private final String what;

        Fields(Object json, String what) {
            this.what = what;
            if (!(json instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(what + " must be a JSON object");
            }
            map.forEach((k, v) -> left.put((String) k, v));
        }

        @Nullable
        Object optional(String name) {
            return left.remove(name);
        }

        <T> @Nullable T optional(String name, Class<T> type, String expected) {
            Object value = optional(name);
            if (value != null && !type.isInstance(value)) {
                throw new IllegalArgumentException(what + ": " + name + " must be " + expected);
            }
            return type.cast(value);
        }

        List<?> list(String name) {
            List<?> value = optional(name, List.class, "a list");
            if (value == null) {
                throw new IllegalArgumentException(what + " must have a list named " + name);
            }
            return value;
        }

        String text(String name) {
            String value = optionalText(name);
            if (value == null) {
                throw new IllegalArgumentException(what + " must have a text named " + name);
            }
            return value;
        }

        @Nullable
        String optionalText(String name) {
            return optional(name, String.class, "text");
        }

        @Nullable
        Integer optionalInteger(String name) {
            Long value = optionalLong(name);
            if (value != null && value != value.intValue()) {
                throw new IllegalArgumentException(what + ": " + name + " was " + value + " but must be smaller");
            }
            return value == null ? null : value.intValue();
        }

        @Nullable
        Long optionalLong(String name) {
            return optional(name, Long.class, "a whole number");
        }

        @Nullable
        Double optionalNumber(String name) {
            Number value = optional(name, Number.class, "a number");
            return value == null ? null : value.doubleValue();
        }

        boolean flag(String name) {
            return Boolean.TRUE.equals(optional(name, Boolean.class, "true or false"));
        }

        @Nullable
        Duration optionalDuration(String name) {
            String value = optionalText(name);
            try {
                return value == null ? null : Duration.parse(value);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(
                        what + ": " + name + " was " + Checks.shown(value) + " but must be a duration such as PT90S",
                        e);
            }
        }

        void allRead() {
            if (!left.isEmpty()) {
                throw new IllegalArgumentException(
                        what + " has what nobody knows: " + Checks.shown(String.join(", ", left.keySet())));
            }
        }
    }
}
