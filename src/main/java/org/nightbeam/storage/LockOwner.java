package org.nightbeam.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text in a file that a process has locked, for people whom the lock keeps waiting: {@code
 * process PID on HOST since TIME}. It stays behind when the lock is lifted, so it is worth reading
 * only while the file is locked.
 */
public final class LockOwner {
  private static final int LONGEST = 300;

  private static final Pattern PROCESS = Pattern.compile("process (\\d{1,18}) on (.*) since (.*)");

  /** The state of a process, in the line that Linux has of it, behind its name in brackets. */
  private static final Pattern STOPPED = Pattern.compile(".*\\) [Tt] .*", Pattern.DOTALL);

  /** Options of the JVM say nothing of what a process does. */
  private static final Pattern JVM_OPTIONS = Pattern.compile(".*? -jar +");

  private static final String HOST = host();

  private LockOwner() {}

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "this host";
    }
  }

  /** Writes this process and the time into a file that it has locked. */
  public static void write(FileChannel file) throws IOException {
    ByteBuffer text =
        StandardCharsets.UTF_8.encode(
            String.format(
                "process %d on %s since %s",
                ProcessHandle.current().pid(),
                HOST,
                Instant.now().truncatedTo(ChronoUnit.SECONDS)));
    int length = text.remaining();
    file.write(text, 0);
    file.truncate(length);
  }

  /** Reads what is in a locked file; empty if its owner has written nothing, or only zeros, yet. */
  public static String read(FileChannel file) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST);
    file.read(text, 0);
    return StandardCharsets.UTF_8.decode(text.flip()).toString().trim();
  }

  /**
   * Tells what is known of an owner: what was read and, if that is a process of this host, what it
   * runs, whether it was stopped, and how it continues.
   *
   * @param text as {@link #read} gave it
   */
  public static String described(String text) {
    Matcher process = PROCESS.matcher(text);
    if (!process.matches() || !process.group(2).equals(HOST)) {
      return text.isEmpty() ? "a process that does not say which" : text;
    }
    long pid = Long.parseLong(process.group(1));
    return text
        + command(pid)
        + (isStopped(pid)
            ? String.format(", which was stopped; kill -CONT %d continues it", pid)
            : "");
  }

  private static String command(long pid) {
    Optional<String> line = ProcessHandle.of(pid).flatMap(process -> process.info().commandLine());
    return line.map(
            command -> {
              String run = JVM_OPTIONS.matcher(command).replaceFirst("");
              return " (" + run.substring(0, Math.min(run.length(), LONGEST)) + ")";
            })
        .orElse("");
  }

  private static boolean isStopped(long pid) {
    try {
      return STOPPED.matcher(Files.readString(Path.of("/proc/" + pid + "/stat"))).matches();
    } catch (IOException notLinuxOrEnded) {
      return false;
    }
  }
}
