package org.nightbeam.run;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request to end an endless task: Ctrl-C, or the signal of a service manager. The first lets work
 * in progress finish; the second ends the process, as usual.
 */
public final class EndSignal {
  private static final int STATUS_OF_SIGNAL = 128;

  private final CountDownLatch asked = new CountDownLatch(1);

  /** Says that it shall end. */
  public void ask() {
    asked.countDown();
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /**
   * Waits, unless it shall end.
   *
   * @return whether it shall
   */
  public boolean await(Duration atMost) {
    try {
      return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /**
   * Takes the signals of this process from now on. Where the JVM has none, the first one ends the
   * process, and its hooks tidy up.
   *
   * @param err where the first one prints what the run is waiting for
   */
  public static EndSignal ofProcess(PrintStream err, String whatIsWaitedFor) {
    EndSignal end = new EndSignal();
    for (String name : new String[] {"INT", "TERM"}) {
      handle(
          name,
          number -> {
            if (end.isAsked()) {
              Runtime.getRuntime().exit(STATUS_OF_SIGNAL + number);
            }
            end.ask();
            err.println("nightbeam: " + whatIsWaitedFor);
          });
    }
    return end;
  }

  private interface Handler {
    void take(int number);
  }

  /**
   * By reflection: the class is in every JDK, but the compiler warns of it and cannot be calmed.
   */
  private static void handle(String name, Handler handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              EndSignal.class.getClassLoader(),
              new Class<?>[] {handlers},
              (self, method, arguments) -> {
                if (!method.getName().equals("handle")) {
                  return method.invoke(handler, arguments); // of Object
                }
                handler.take((Integer) signal.getMethod("getNumber").invoke(arguments[0]));
                return null;
              });
      signal
          .getMethod("handle", signal, handlers)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (InvocationTargetException takenByTheJvm) {
      return; // -Xrs: the system's own way
    } catch (ReflectiveOperationException noSignals) {
      return;
    }
  }
}
