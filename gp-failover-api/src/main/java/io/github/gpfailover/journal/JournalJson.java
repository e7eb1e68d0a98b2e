package io.github.gpfailover.journal;

import io.github.gpfailover.cluster.HostName;
import io.github.gpfailover.cluster.InstanceLocation;
import io.github.gpfailover.cluster.Lsn;
import io.github.gpfailover.internal.Checks;
import io.github.gpfailover.internal.Json;
import io.github.gpfailover.internal.JsonReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JSON of entries, by the components of their records: a record that is added later needs no line here. */
final class JournalJson {

    /** What a record's own name is written under, beside its parts. */
    private static final String KIND = "kind";

    private static final Map<String, Class<?>> RECORDS = records();

    private JournalJson() {}

    static String write(JournalEntry entry) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", JournalEntry.FORMAT);
        all.put("execution", entry.executionId());
        all.put("sequence", entry.sequence());
        all.put("at", entry.at());
        all.put("step", entry.step());
        Map<String, Object> record = new LinkedHashMap<>();
        record.put(KIND, name(entry.record().getClass()));
        for (RecordComponent part : entry.record().getClass().getRecordComponents()) {
            record.put(part.getName(), written(value(part, entry.record())));
        }
        all.put("record", record);
        return Json.write(all);
    }

    static JournalEntry read(String json) {
        if (!(JsonReader.read(json) instanceof Map<?, ?> all)) {
            throw new IllegalArgumentException(
                    "a journal entry was " + Checks.shown(json) + " but must be a JSON object");
        }
        Object format = all.get("format");
        if (!Long.valueOf(JournalEntry.FORMAT).equals(format)) {
            throw new IllegalArgumentException("a journal entry has format " + format
                    + ", and this version of the library reads format " + JournalEntry.FORMAT);
        }
        Map<?, ?> record = part(all, "record", Map.class);
        String name = part(record, KIND, String.class);
        Class<?> type = RECORDS.get(name);
        if (type == null) {
            throw new IllegalArgumentException("a journal entry holds a record " + Checks.shown(name)
                    + ", which this version of the library does not know");
        }
        try {
            return new JournalEntry(
                    part(all, "execution", String.class),
                    part(all, "sequence", Long.class),
                    Instant.parse(part(all, "at", String.class)),
                    Math.toIntExact(part(all, "step", Long.class)),
                    record(type, record));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("a journal entry can't be read: " + e.getMessage(), e);
        }
    }

    private static JournalRecord record(Class<?> type, Map<?, ?> all) {
        RecordComponent[] parts = type.getRecordComponents();
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                values[i] = parsed(parts[i].getGenericType(), all.get(parts[i].getName()));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "'" + parts[i].getName() + "' of the journal's record " + name(type) + " can't be read: "
                                + e.getMessage(),
                        e);
            }
        }
        try {
            Class<?>[] types =
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return (JournalRecord) constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the journal's record " + name(type) + " can't be read: "
                            + e.getTargetException().getMessage(),
                    e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the record " + name(type) + " can't be made", e);
        }
    }

    private static <T> T part(Map<?, ?> all, String name, Class<T> type) {
        Object value = all.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "a journal entry has no '" + name + "' of its kind, but " + Checks.shown(String.valueOf(value)));
        }
        return type.cast(value);
    }

    private static Object value(RecordComponent part, JournalRecord record) {
        try {
            return part.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the part " + part + " can't be read", e);
        }
    }

    private static @Nullable Object written(Object value) {
        if (value instanceof Optional<?> o) {
            return o.map(JournalJson::written).orElse(null);
        }
        if (value instanceof OptionalInt o) {
            return o.isPresent() ? o.getAsInt() : null;
        }
        if (value instanceof OptionalLong o) {
            return o.isPresent() ? o.getAsLong() : null;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(JournalJson::written).toList();
        }
        if (value instanceof InstanceLocation l) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("host", l.host());
            all.put("port", l.port());
            all.put("dataDirectory", l.dataDirectory());
            return all;
        }
        return value instanceof Enum<?> e ? e.name() : value;
    }

    private static Object parsed(Type type, @Nullable Object value) {
        if (type instanceof ParameterizedType of) {
            Type inner = of.getActualTypeArguments()[0];
            if (of.getRawType() == Optional.class) {
                return Optional.ofNullable(value).map(v -> parsed(inner, v));
            }
            List<Object> all = new ArrayList<>();
            for (Object v : (List<?>) Checks.notNull(value, "a list")) {
                all.add(parsed(inner, v));
            }
            return all;
        }
        if (type == OptionalInt.class) {
            return value == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact((Long) value));
        }
        if (type == OptionalLong.class) {
            return value == null ? OptionalLong.empty() : OptionalLong.of((Long) value);
        }
        return plain((Class<?>) type, Checks.notNull(value, "it"));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object plain(Class<?> type, Object value) {
        if (type == InstanceLocation.class) {
            Map<?, ?> all = (Map<?, ?>) value;
            return InstanceLocation.of(
                    part(all, "host", String.class),
                    Math.toIntExact(part(all, "port", Long.class)),
                    part(all, "dataDirectory", String.class));
        }
        if (type == int.class) {
            return Math.toIntExact((Long) value);
        }
        if (type == long.class || type == boolean.class) {
            return value;
        }
        String text = (String) value;
        if (type == HostName.class) {
            return HostName.of(text);
        }
        if (type == Lsn.class) {
            return Lsn.parse(text);
        }
        if (type == Instant.class) {
            return Instant.parse(text);
        }
        if (type == Duration.class) {
            return Duration.parse(text);
        }
        return type.isEnum() ? Enum.valueOf((Class) type, text) : text;
    }

    private static String name(Class<?> record) {
        return record.getSimpleName();
    }

    private static Map<String, Class<?>> records() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        permitted(JournalRecord.class).forEach(type -> {
            if (all.put(name(type), type) != null
                    || Arrays.stream(type.getRecordComponents())
                            .anyMatch(p -> p.getName().equals(KIND))) {
                throw new IllegalStateException("two things of the journal are called alike: " + type);
            }
        });
        return all;
    }

    private static Stream<Class<?>> permitted(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(JournalJson::permitted);
    }
}
