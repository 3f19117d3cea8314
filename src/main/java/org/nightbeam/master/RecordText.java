package org.nightbeam.master;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Iterator;

/**
 * The text of a value as {@link String#valueOf(Object)} gives it. For a record's own {@code
 * toString} the JVM makes some 15 classes at the first call, which a short run would feel: here the
 * accessors of its components are called in its place.
 */
final class RecordText {
  /**
   * Accessors of a record's components, in their order; null for one that has a text of its own.
   */
  private static final ClassValue<Method[]> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected Method[] computeValue(Class<?> type) {
          return accessors(type);
        }
      };

  private RecordText() {}

  /** Returns the text of a value, which may be null. */
  static String of(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    if (value instanceof Record part && ACCESSORS.get(part.getClass()) != null) {
      appendRecord(text, part);
    } else if (value instanceof Collection<?> elements) {
      appendElements(text, elements);
    } else {
      text.append(value);
    }
  }

  private static void appendRecord(StringBuilder text, Record part) {
    Class<?> type = part.getClass();
    text.append(type.getSimpleName()).append('[');
    String separator = "";
    for (Method accessor : ACCESSORS.get(type)) {
      text.append(separator).append(accessor.getName()).append('=');
      try {
        append(text, accessor.invoke(part));
      } catch (ReflectiveOperationException impossible) {
        throw new IllegalStateException("cannot read a component of " + type, impossible);
      }
      separator = ", ";
    }
    text.append(']');
  }

  private static void appendElements(StringBuilder text, Collection<?> elements) {
    text.append('[');
    for (Iterator<?> each = elements.iterator(); each.hasNext(); ) {
      append(text, each.next());
      text.append(each.hasNext() ? ", " : "");
    }
    text.append(']');
  }

  private static Method[] accessors(Class<?> type) {
    try {
      // That of the compiler is final, those written by hand are not.
      if (!Modifier.isFinal(type.getMethod("toString").getModifiers())) {
        return null;
      }
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException(impossible);
    }
    RecordComponent[] components = type.getRecordComponents();
    Method[] accessors = new Method[components.length];
    for (int i = 0; i < components.length; i++) {
      accessors[i] = components[i].getAccessor();
      accessors[i].setAccessible(true);
    }
    return accessors;
  }
}
