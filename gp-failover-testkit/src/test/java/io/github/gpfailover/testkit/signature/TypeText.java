package io.github.gpfailover.testkit.signature;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;

/** Types as text of our own, since what a JDK prints of a generic type is not the same in each version. */
final class TypeText {

    private TypeText() {}

    static String of(Type type) {
        if (type instanceof Class<?> plain) {
            return plain.isArray() ? of(plain.getComponentType()) + "[]" : name(plain);
        }
        if (type instanceof ParameterizedType generic) {
            return name((Class<?>) generic.getRawType()) + "<" + all(generic.getActualTypeArguments()) + ">";
        }
        if (type instanceof GenericArrayType array) {
            return of(array.getGenericComponentType()) + "[]";
        }
        if (type instanceof WildcardType wildcard) {
            if (wildcard.getLowerBounds().length > 0) {
                return "? super " + of(wildcard.getLowerBounds()[0]);
            }
            Type bound = wildcard.getUpperBounds()[0];
            return bound == Object.class ? "?" : "? extends " + of(bound);
        }
        return ((TypeVariable<?>) type).getName();
    }

    static String all(Type[] types) {
        return Arrays.stream(types).map(TypeText::of).collect(joining(", "));
    }

    /** The type parameters that a type, a method or a constructor declares. */
    static String parameters(GenericDeclaration of) {
        TypeVariable<?>[] variables = of.getTypeParameters();
        if (variables.length == 0) {
            return "";
        }
        return Arrays.stream(variables).map(TypeText::declared).collect(joining(", ", "<", ">"));
    }

    private static String declared(TypeVariable<?> variable) {
        List<Type> bounds = Arrays.stream(variable.getBounds())
                .filter(b -> b != Object.class)
                .toList();
        return variable.getName()
                + (bounds.isEmpty() ? "" : bounds.stream().map(TypeText::of).collect(joining(" & ", " extends ", "")));
    }

    private static String name(Class<?> type) {
        String name = type.getName();
        return name.startsWith("java.lang.") && type.getPackageName().equals("java.lang")
                ? name.substring("java.lang.".length())
                : name;
    }
}
