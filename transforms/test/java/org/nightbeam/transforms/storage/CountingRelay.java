package org.nightbeam.transforms.storage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Relays HTTP to a server on the loopback interface as it is, and counts: requests, and bytes that
 * come back. It can hold each request back for a while, cut connections, and spoil answers.
 */
public final class CountingRelay implements Closeable {
  private static final String TOKEN = "<NextContinuationToken>[^<]*</NextContinuationToken>";

  private final ServerSocket listening;
  private final int target;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong cutAfter = new AtomicLong(Long.MAX_VALUE);
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile int latency;
  private volatile Bystander bystander;
  private volatile Spoiler spoiler;
  private final AtomicLong spoilt = new AtomicLong();
  private volatile double part = 0.5;

  private volatile String firstToken;

  private CountingRelay(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  static CountingRelay to(int port) throws IOException {
    ServerSocket listening = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    CountingRelay relay = new CountingRelay(listening, port);
    start(relay::accept);
    return relay;
  }

  /** Port of the relay. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Forgets what was counted. */
  public void reset() {
    requests.clear();
    received.set(0);
  }

  /** Each request since the last reset: method, path, and {@code Range}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Bytes that came back since the last reset, with headers. */
  public long received() {
    return received.get();
  }

  /**
   * Holds back each request from now on.
   *
   * @param millis how long
   */
  public void delay(int millis) {
    latency = millis;
  }

  /** Sees each request, by method and path, before the server does. */
  public interface Bystander {
    /** Gives 0 to let it pass, else the status that the request is answered with. */
    int see(String request);
  }

  /** Lets somebody see each request from now on; null for nobody. */
  public void watch(Bystander watching) {
    bystander = watching;
  }

  /** What a bad server, or a bad network, makes of an answer. */
  public enum Fault {
    NONE,
    INTERNAL_ERROR,
    SLOW_DOWN,
    /** The connection is closed before the server sees the request. */
    LOST,
    /** The server has done what it was asked, and nobody hears of it. */
    UNHEARD,
    TRUNCATED,
    SLOW,
    /** The body is too short, and its length is said to be that. */
    WRONG_LENGTH,
    /** It is said to be of another place of the object. */
    WRONG_RANGE,
    /** A list does not say how it goes on. */
    NO_TOKEN,
    /** A list goes on where it began. */
    SAME_TOKEN
  }

  /** Decides what becomes of the answer to each request, by method and path. */
  public interface Spoiler {
    Fault of(String request);
  }

  /** Spoils answers from now on; null for none. */
  public void spoil(Spoiler how) {
    spoiler = how;
    spoilt.set(0);
  }

  /**
   * Where truncated answers end from now on.
   *
   * @param share of the body that comes, or, if negative, as much of the head as is left
   */
  public void truncateAt(double share) {
    part = share;
  }

  /** How many answers were spoilt. */
  public long spoilt() {
    return spoilt.get();
  }

  /** Cuts, once, the connection on which so many bytes more have come back. */
  public void cutAfter(long bytes) {
    cutAfter.set(bytes);
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closedByOneSide) {
                // nothing more to relay
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket server = new Socket("127.0.0.1", target);
      for (Socket socket : List.of(client, server)) {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
      }
      start(() -> relayRequests(client, server));
      start(() -> relayAnswers(server, client));
    }
  }

  private void relayRequests(Socket client, Socket server) throws IOException {
    try (client;
        server) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = server.getOutputStream();
      while (true) {
        String head = head(in);
        String request = head.lines().findFirst().orElseThrow().replaceFirst(" HTTP/.*", "");
        requests.add(request + (field(head, "range") == null ? "" : " " + field(head, "range")));
        Thread.sleep(latency);
        Bystander watching = bystander;
        int status = watching == null ? 0 : watching.see(request);
        if (status > 0) {
          client
              .getOutputStream()
              .write(
                  ("HTTP/1.1 " + status + " Bad\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                      .getBytes(StandardCharsets.ISO_8859_1));
          return;
        }
        Spoiler spoiling = spoiler;
        Fault fault = spoiling == null ? Fault.NONE : spoiling.of(request);
        if (fault != Fault.NONE) {
          spoilt.incrementAndGet();
          answerBadly(fault, head, in, client.getOutputStream());
          return;
        }
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        String length = field(head, "content-length");
        for (long left = length == null ? 0 : Long.parseLong(length); left > 0; ) {
          byte[] piece = in.readNBytes((int) Math.min(left, 1 << 16));
          if (piece.length == 0) {
            throw new EOFException();
          }
          out.write(piece);
          left -= piece.length;
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** The last answer on a connection, to one request. */
  private void answerBadly(Fault fault, String head, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    switch (fault) {
      case INTERNAL_ERROR -> write(out, status("500 Internal Server Error"));
      case SLOW_DOWN -> write(out, status("503 Slow Down"));
      case UNHEARD -> answer(head, in, out);
      case TRUNCATED -> {
        String answer = answer(head, in, out);
        int body = answer.indexOf("\r\n\r\n") + 4;
        int end = body + (int) (part * (part < 0 ? body : answer.length() - body));
        write(out, answer.substring(0, end));
      }
      case SLOW -> {
        String answer = answer(head, in, out);
        write(out, answer.substring(0, answer.length() / 2));
        Thread.sleep(300);
        write(out, answer.substring(answer.length() / 2));
      }
      case WRONG_LENGTH -> write(out, shortened(answer(head, in, out)));
      case WRONG_RANGE ->
          write(
              out,
              answer(head, in, out)
                  .replaceFirst("(?i)\r\nContent-Range: bytes ", "\r\nContent-Range: bytes 1"));
      case NO_TOKEN -> {
        String answer = answer(head, in, out);
        write(out, answer.replaceFirst(TOKEN, " ".repeat(token(answer).length())));
      }
      case SAME_TOKEN -> {
        String answer = answer(head, in, out);
        firstToken = firstToken == null ? token(answer) : firstToken;
        String token = token(answer);
        write(
            out,
            token.isEmpty()
                ? answer.replaceFirst(
                    "<IsTruncated>false</IsTruncated>",
                    "<IsTruncated>true</IsTruncated>" + firstToken)
                : answer.replace(token, firstToken));
      }
      default -> {}
    }
  }

  private static String token(String list) {
    Matcher token = Pattern.compile(TOKEN).matcher(list);
    return token.find() ? token.group() : "";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static String status(String status) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  }

  private static String shortened(String answer) {
    String head = answer.substring(0, answer.indexOf("\r\n\r\n") + 4);
    String body = answer.substring(head.length());
    String length = field(head, "content-length");
    if (length == null || body.length() < 8) {
      return answer;
    }
    int less = body.length() - 7;
    return head.replaceFirst("(?i)content-length: \\d+", "Content-Length: " + less)
        + body.substring(0, less);
  }

  /** What the server answers, on a connection of its own. */
  private String answer(String head, InputStream in, OutputStream out) throws IOException {
    if (field(head, "expect") != null) {
      write(out, "HTTP/1.1 100 Continue\r\n\r\n");
    }
    String length = field(head, "content-length");
    byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
    try (Socket own = new Socket("127.0.0.1", target)) {
      write(
          own.getOutputStream(),
          head.replaceFirst("(?i)\r\nexpect:[^\r]*", "")
              .replaceFirst("(?i)\r\nconnection:[^\r]*", "")
              .replaceFirst("\r\n", "\r\nConnection: close\r\n"));
      own.getOutputStream().write(body);
      own.getOutputStream().flush();
      return new String(own.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.write(next);
      ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static String field(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse(null);
  }

  /** A server that closes a connection closes it for the client, as without a relay. */
  private void relayAnswers(Socket server, Socket client) throws IOException {
    try (client;
        server) {
      byte[] piece = new byte[1 << 16];
      for (int got; (got = server.getInputStream().read(piece)) >= 0; ) {
        if (cutAfter.get() != Long.MAX_VALUE && cutAfter.addAndGet(-got) < 0) {
          cutAfter.set(Long.MAX_VALUE);
          return;
        }
        received.addAndGet(got);
        client.getOutputStream().write(piece, 0, got);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
