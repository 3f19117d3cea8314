package org.nightbeam.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes of a record, component by component, in their order. Components may be {@code int,
 * long, double, boolean, String, Long, Double, LocalDate, Instant, Duration, ZoneId}, arrays of
 * {@code byte, int, float, double, String}, enums, records, and lists of these; all but primitives
 * may be null. A component whose type is an interface of Nightbeam is a record that implements it,
 * whose name is written with it. The same value gives the same bytes.
 *
 * <p>It is for records on their way from one process to another of the same version: other versions
 * may not understand it.
 *
 * @param <T> the record
 */
public final class RecordFormat<T extends Record> {
  private final Part<T> part;

  private RecordFormat(Class<T> type) {
    part = new RecordPart<>(type);
  }

  /**
   * Returns the format of a record.
   *
   * @throws IllegalArgumentException if a component is of a type that it does not know
   */
  public static <T extends Record> RecordFormat<T> of(Class<T> type) {
    return new RecordFormat<>(type);
  }

  /** Writes a record. */
  public void write(T value, OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    part.write(value, data);
    data.flush();
  }

  /** Reads a record, and no byte behind it. */
  public T read(InputStream in) throws IOException {
    return part.read(new DataInputStream(in));
  }

  /** Returns a record as bytes. */
  public byte[] bytes(T value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(value, bytes);
    return bytes.toByteArray();
  }

  /** Returns the record that some bytes are. */
  public T of(byte[] bytes) throws IOException {
    return read(new ByteArrayInputStream(bytes));
  }

  /** Reads and writes values of one type. */
  private interface Part<V> {
    void write(V value, DataOutputStream out) throws IOException;

    V read(DataInputStream in) throws IOException;
  }

  private static final class RecordPart<R extends Record> implements Part<R> {
    private final Constructor<R> constructor;
    private final Method[] accessors;
    private final List<Part<Object>> parts = new ArrayList<>();

    RecordPart(Class<R> type) {
      RecordComponent[] components = type.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      accessors = new Method[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        accessors[i] = components[i].getAccessor();
        parts.add(partOf(components[i].getGenericType(), type + "." + components[i].getName()));
      }
      try {
        constructor = type.getDeclaredConstructor(types);
      } catch (NoSuchMethodException impossible) {
        throw new IllegalArgumentException(type + " has no canonical constructor", impossible);
      }
      constructor.setAccessible(true);
      for (Method accessor : accessors) {
        accessor.setAccessible(true);
      }
    }

    @Override
    public void write(R value, DataOutputStream out) throws IOException {
      try {
        for (int i = 0; i < accessors.length; i++) {
          parts.get(i).write(accessors[i].invoke(value), out);
        }
      } catch (ReflectiveOperationException e) {
        throw new IOException("cannot encode " + value, e);
      }
    }

    @Override
    public R read(DataInputStream in) throws IOException {
      Object[] values = new Object[accessors.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = parts.get(i).read(in);
      }
      try {
        return constructor.newInstance(values);
      } catch (ReflectiveOperationException e) {
        throw new IOException("cannot decode " + constructor.getDeclaringClass(), e);
      }
    }
  }

  /** Codes records of any type that implements an interface, each behind the name of its type. */
  private static final class NamedPart implements Part<Record> {
    private final Class<?> type;
    private final Map<Class<?>, Part<Record>> parts = new ConcurrentHashMap<>();

    NamedPart(Class<?> type) {
      this.type = type;
    }

    @Override
    public void write(Record value, DataOutputStream out) throws IOException {
      writeText(out, value.getClass().getName());
      partOf(value.getClass()).write(value, out);
    }

    @Override
    public Record read(DataInputStream in) throws IOException {
      String name = readText(in);
      try {
        return partOf(Class.forName(name, false, type.getClassLoader())).read(in);
      } catch (ClassNotFoundException e) {
        throw new IOException("cannot decode " + name + ": this version has no such class", e);
      }
    }

    @SuppressWarnings("unchecked") // asked for values of this class only
    private Part<Record> partOf(Class<?> named) throws IOException {
      if (!named.isRecord() || !type.isAssignableFrom(named)) {
        throw new IOException(named.getName() + " is no record that implements " + type.getName());
      }
      return parts.computeIfAbsent(named, n -> new RecordPart<>((Class<Record>) n));
    }
  }

  private interface Writer<V> {
    void write(DataOutputStream out, V value) throws IOException;
  }

  private interface Reader<V> {
    V read(DataInputStream in) throws IOException;
  }

  private static <V> Part<V> part(Writer<V> writer, Reader<V> reader) {
    return new Part<>() {
      @Override
      public void write(V value, DataOutputStream out) throws IOException {
        writer.write(out, value);
      }

      @Override
      public V read(DataInputStream in) throws IOException {
        return reader.read(in);
      }
    };
  }

  private static <V> Part<V> nullable(Part<V> part) {
    return part(
        (out, value) -> {
          out.writeBoolean(value != null);
          if (value != null) {
            part.write(value, out);
          }
        },
        in -> in.readBoolean() ? part.read(in) : null);
  }

  @SuppressWarnings("unchecked") // a component's part is asked for that component's values only
  private static Part<Object> partOf(Type type, String where) {
    return (Part<Object>) typedPartOf(type, where);
  }

  private static Part<?> typedPartOf(Type type, String where) {
    if (type == int.class) {
      return part(DataOutputStream::writeInt, DataInputStream::readInt);
    }
    if (type == long.class) {
      return part(DataOutputStream::writeLong, DataInputStream::readLong);
    }
    if (type == double.class) {
      return part(DataOutputStream::writeDouble, DataInputStream::readDouble);
    }
    if (type == boolean.class) {
      return part(DataOutputStream::writeBoolean, DataInputStream::readBoolean);
    }
    if (type == Long.class) {
      return nullable(part(DataOutputStream::writeLong, DataInputStream::readLong));
    }
    if (type == Double.class) {
      return nullable(part(DataOutputStream::writeDouble, DataInputStream::readDouble));
    }
    if (type == String.class) {
      return nullable(part(RecordFormat::writeText, RecordFormat::readText));
    }
    if (type == double[].class) {
      return nullable(part(RecordFormat::writeNumbers, RecordFormat::readNumbers));
    }
    if (type == float[].class) {
      return nullable(part(RecordFormat::writeFloats, RecordFormat::readFloats));
    }
    if (type == int[].class) {
      return nullable(part(RecordFormat::writeIntegers, RecordFormat::readIntegers));
    }
    if (type == byte[].class) {
      return nullable(part(RecordFormat::writeBytes, RecordFormat::readBytes));
    }
    if (type == String[].class) {
      return nullable(part(RecordFormat::writeTexts, RecordFormat::readTexts));
    }
    if (type == LocalDate.class) {
      return nullable(
          part(
              (DataOutputStream out, LocalDate date) -> out.writeLong(date.toEpochDay()),
              in -> LocalDate.ofEpochDay(in.readLong())));
    }
    if (type == Instant.class) {
      return nullable(
          part(
              (DataOutputStream out, Instant instant) -> {
                out.writeLong(instant.getEpochSecond());
                out.writeInt(instant.getNano());
              },
              in -> Instant.ofEpochSecond(in.readLong(), in.readInt())));
    }
    if (type == Duration.class) {
      return nullable(
          part(
              (DataOutputStream out, Duration duration) -> {
                out.writeLong(duration.getSeconds());
                out.writeInt(duration.getNano());
              },
              in -> Duration.ofSeconds(in.readLong(), in.readInt())));
    }
    if (type == ZoneId.class) {
      return nullable(
          part(
              (DataOutputStream out, ZoneId zone) -> writeText(out, zone.getId()),
              in -> ZoneId.of(readText(in))));
    }
    if (type instanceof Class<?> enumType && enumType.isEnum()) {
      Object[] constants = enumType.getEnumConstants();
      return nullable(
          part(
              (DataOutputStream out, Enum<?> constant) -> out.writeInt(constant.ordinal()),
              in -> (Enum<?>) constants[in.readInt()]));
    }
    if (type instanceof Class<?> recordType && recordType.isRecord()) {
      return nullable(new RecordPart<>(recordType.asSubclass(Record.class)));
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Part<Object> element = partOf(list.getActualTypeArguments()[0], where);
      return nullable(
          part(
              (DataOutputStream out, List<?> values) -> {
                out.writeInt(values.size());
                for (Object value : values) {
                  element.write(value, out);
                }
              },
              in -> {
                int size = in.readInt();
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                  values.add(element.read(in));
                }
                return values;
              }));
    }
    if (type instanceof Class<?> open
        && open.isInterface()
        && open.getName().startsWith("org.nightbeam.")) {
      return nullable(new NamedPart(open));
    }
    throw new IllegalArgumentException("no way to code " + where + " of type " + type);
  }

  private static void writeNumbers(DataOutputStream out, double[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Double.BYTES);
    bytes.asDoubleBuffer().put(numbers);
    writeBytes(out, bytes.array());
  }

  private static double[] readNumbers(DataInputStream in) throws IOException {
    DoubleBuffer read = ByteBuffer.wrap(readBytes(in)).asDoubleBuffer();
    double[] numbers = new double[read.remaining()];
    read.get(numbers);
    return numbers;
  }

  private static void writeFloats(DataOutputStream out, float[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    writeBytes(out, bytes.array());
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    FloatBuffer read = ByteBuffer.wrap(readBytes(in)).asFloatBuffer();
    float[] numbers = new float[read.remaining()];
    read.get(numbers);
    return numbers;
  }

  private static void writeIntegers(DataOutputStream out, int[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
    bytes.asIntBuffer().put(numbers);
    writeBytes(out, bytes.array());
  }

  private static int[] readIntegers(DataInputStream in) throws IOException {
    IntBuffer read = ByteBuffer.wrap(readBytes(in)).asIntBuffer();
    int[] numbers = new int[read.remaining()];
    read.get(numbers);
    return numbers;
  }

  private static void writeTexts(DataOutputStream out, String[] texts) throws IOException {
    out.writeInt(texts.length);
    for (String text : texts) {
      writeText(out, text);
    }
  }

  private static String[] readTexts(DataInputStream in) throws IOException {
    String[] texts = new String[in.readInt()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = readText(in);
    }
    return texts;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
