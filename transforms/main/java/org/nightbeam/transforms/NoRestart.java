package org.nightbeam.transforms;

import java.io.IOException;

/** Failures that would recur however often the work is restarted. */
final class NoRestart {
  private static final String OF_FLINK =
      "org.apache.flink.runtime.execution.SuppressRestartsException";

  private NoRestart() {}

  /** Throws a failure, on Flink in the words that end the job; here Flink is not known. */
  static IOException of(IOException failure) throws IOException {
    RuntimeException ending;
    try {
      ending =
          (RuntimeException)
              Class.forName(OF_FLINK, true, Thread.currentThread().getContextClassLoader())
                  .getConstructor(Throwable.class)
                  .newInstance(failure);
    } catch (ReflectiveOperationException | LinkageError notOnFlink) {
      return failure;
    }
    throw ending;
  }
}
