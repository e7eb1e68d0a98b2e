package io.github.gpfailover.testkit.signature;

import static java.util.stream.Collectors.joining;

import io.github.gpfailover.stability.Evolving;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The exported API of a module as sorted text: each public type of an exported package with what a caller can name of it.
 *
 * <p>The packages come from the module's own {@code module-info.java}, the types from its sources, and their members by reflection. What
 * follows from a type's kind is left out: accessors and the canonical constructor of a record, {@code values()}, and
 * {@code equals}, {@code hashCode} and {@code toString}.
 */
final class ApiText {

    private static final Pattern EXPORT = Pattern.compile("exports\\s+([\\w.]+)\\s*;");
    private static final Set<String> OF_EVERY_TYPE = Set.of("equals", "hashCode", "toString");

    private ApiText() {}

    /** The lines of the module whose sources are in that directory. */
    static List<String> of(Path sources) throws IOException {
        TreeMap<String, List<String>> byType = new TreeMap<>();
        types(sources).forEach(type -> add(type, byType));
        return byType.values().stream().flatMap(List::stream).toList();
    }

    /** The types of the exported packages that stand in a file of their own name. */
    static List<Class<?>> types(Path sources) throws IOException {
        List<Class<?>> all = new ArrayList<>();
        for (String name : exported(sources)) {
            Path directory = sources.resolve(name.replace('.', '/'));
            try (Stream<Path> files = Files.list(directory)) {
                files.map(f -> f.getFileName().toString())
                        .filter(f -> f.endsWith(".java") && !f.endsWith("-info.java"))
                        .map(f -> loaded(name + "." + f.substring(0, f.length() - ".java".length())))
                        .forEach(all::add);
            }
        }
        return all;
    }

    static List<String> exported(Path sources) throws IOException {
        String declaration = Files.readString(sources.resolve("module-info.java"));
        return EXPORT.matcher(declaration).results().map(r -> r.group(1)).toList();
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name, false, ApiText.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a source file without its class: " + name, e);
        }
    }

    private static void add(Class<?> type, Map<String, List<String>> byType) {
        if (!visible(type.getModifiers())) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(header(type));
        members(type).stream().sorted().map(m -> "    " + m).forEach(lines::add);
        lines.add("");
        byType.put(type.getName(), lines);
        for (Class<?> nested : type.getDeclaredClasses()) {
            add(nested, byType);
        }
    }

    private static String header(Class<?> type) {
        int modifiers = type.getModifiers();
        boolean isClass = !type.isInterface() && !type.isEnum() && !type.isRecord();
        List<String> words = new ArrayList<>();
        if (type.isAnnotationPresent(Deprecated.class)) {
            words.add("@Deprecated");
        }
        if (type.isAnnotationPresent(FunctionalInterface.class)) {
            words.add("@FunctionalInterface");
        }
        if (type.isAnnotationPresent(Evolving.class)) {
            words.add("@Evolving");
        }
        words.add(Modifier.isPublic(modifiers) ? "public" : "protected");
        if (isClass && Modifier.isStatic(modifiers)) {
            words.add("static");
        }
        if (isClass && Modifier.isAbstract(modifiers)) {
            words.add("abstract");
        }
        if (isClass && Modifier.isFinal(modifiers)) {
            words.add("final");
        }
        if (type.isSealed() && !type.isEnum()) {
            words.add("sealed");
        }
        words.add(kind(type));
        words.add(type.getName() + TypeText.parameters(type) + components(type));
        if (type.getGenericSuperclass() != null && isClass && type.getSuperclass() != Object.class) {
            words.add("extends " + TypeText.of(type.getGenericSuperclass()));
        }
        if (type.getInterfaces().length > 0 && !type.isAnnotation()) {
            words.add((type.isInterface() ? "extends " : "implements ") + TypeText.all(type.getGenericInterfaces()));
        }
        if (type.isSealed() && !type.isEnum()) {
            words.add("permits " + TypeText.all(type.getPermittedSubclasses()));
        }
        return String.join(" ", words);
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return type.isRecord() ? "record" : "class";
    }

    private static String components(Class<?> type) {
        if (!type.isRecord()) {
            return "";
        }
        return Arrays.stream(type.getRecordComponents())
                .map(c -> TypeText.of(c.getGenericType()) + " " + c.getName())
                .collect(joining(", ", "(", ")"));
    }

    private static List<String> members(Class<?> type) {
        List<String> lines = new ArrayList<>();
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (visible(constructor.getModifiers()) && !constructor.isSynthetic() && !canonical(constructor)) {
                lines.add(deprecation(constructor) + access(constructor.getModifiers()) + "new"
                        + TypeText.parameters(constructor) + arguments(constructor));
            }
        }
        Set<String> seen = new HashSet<>();
        for (Class<?> from : declaring(type)) {
            for (Field field : from.getDeclaredFields()) {
                if (visible(field.getModifiers()) && !field.isSynthetic()) {
                    lines.add(shown(field));
                }
            }
            for (Method method : from.getDeclaredMethods()) {
                if (visible(method.getModifiers())
                        && !method.isSynthetic()
                        && !implied(type, method)
                        && seen.add(method.getName() + Arrays.toString(method.getParameterTypes()))) {
                    lines.add(shown(method));
                }
            }
        }
        return lines;
    }

    /** The type and those ancestors that no caller can name, whose members it inherits. */
    private static List<Class<?>> declaring(Class<?> type) {
        List<Class<?>> all = new ArrayList<>(List.of(type));
        for (int i = 0; i < all.size(); i++) {
            Stream.concat(
                            Stream.ofNullable(all.get(i).getSuperclass()),
                            Arrays.stream(all.get(i).getInterfaces()))
                    .filter(a -> !visible(a.getModifiers()) && !all.contains(a))
                    .forEach(all::add);
        }
        return all;
    }

    private static boolean canonical(Constructor<?> constructor) {
        RecordComponent[] components = constructor.getDeclaringClass().getRecordComponents();
        return components != null
                && Arrays.equals(
                        constructor.getParameterTypes(),
                        Arrays.stream(components).map(RecordComponent::getType).toArray());
    }

    private static boolean implied(Class<?> type, Method method) {
        int count = method.getParameterCount();
        String name = method.getName();
        boolean ofEnum =
                type.isEnum() && ((name.equals("values") && count == 0) || (name.equals("valueOf") && count == 1));
        boolean accessor = type.isRecord()
                && count == 0
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(c -> c.getName().equals(name));
        boolean ofObject = OF_EVERY_TYPE.contains(name) && count == (name.equals("equals") ? 1 : 0);
        return ofEnum || accessor || ofObject;
    }

    private static String shown(Field field) {
        if (field.isEnumConstant()) {
            return "constant " + field.getName();
        }
        int modifiers = field.getModifiers();
        return access(modifiers)
                + (Modifier.isStatic(modifiers) ? "static " : "")
                + (Modifier.isFinal(modifiers) ? "final " : "")
                + TypeText.of(field.getGenericType()) + " " + field.getName();
    }

    private static String shown(Method method) {
        int modifiers = method.getModifiers();
        Object value = method.getDefaultValue();
        String variables = TypeText.parameters(method);
        return deprecation(method)
                + access(modifiers)
                + (Modifier.isStatic(modifiers) ? "static " : "")
                + (Modifier.isAbstract(modifiers) ? "abstract " : "")
                + (method.isDefault() ? "default " : "")
                + (Modifier.isFinal(modifiers) ? "final " : "")
                + (variables.isEmpty() ? "" : variables + " ")
                + TypeText.of(method.getGenericReturnType()) + " " + method.getName() + arguments(method)
                + (value == null ? "" : " default " + value);
    }

    private static String arguments(Executable member) {
        Type[] types = member.getGenericParameterTypes();
        Type[] thrown = member.getGenericExceptionTypes();
        String all = TypeText.all(types);
        String list = member.isVarArgs() ? all.substring(0, all.length() - "[]".length()) + "..." : all;
        return "(" + list + ")" + (thrown.length == 0 ? "" : " throws " + TypeText.all(thrown));
    }

    private static String deprecation(Executable member) {
        return member.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
    }

    private static String access(int modifiers) {
        return Modifier.isPublic(modifiers) ? "" : "protected ";
    }

    private static boolean visible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
