package org.nightbeam.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium, spoken to by its DevTools protocol. */
final class Browser implements Closeable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final int PATIENCE_S = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private String session;

  private Browser(Process process, String address) throws IOException {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address), new Listener())
            .join();
    String target =
        ask("Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    session =
        ask("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      ask(domain + ".enable", Map.of());
    }
  }

  /** Where Chromium is on this machine; empty if it is not. */
  static Optional<Path> find() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it. */
  static Browser start(Path program, Path profile) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox", // which root cannot have
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        Thread rest = new Thread(() -> said.lines().forEach(ignored -> {}), "chromium-stderr");
        rest.setDaemon(true);
        rest.start();
        return new Browser(process, listening.group(1));
      }
      all.append(line).append('\n');
    }
    throw new IOException(program + " ended before it listened: " + all);
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        try {
          take(JSON.readTree(message.toString()));
        } catch (IOException e) {
          asked.values().forEach(answer -> answer.completeExceptionally(e));
        }
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private void take(JsonNode message) {
    if (!message.has("id")) {
      events.add(message);
      return;
    }
    CompletableFuture<JsonNode> answer = asked.remove(message.get("id").asInt());
    if (message.has("error")) {
      answer.completeExceptionally(new IOException(message.get("error").toString()));
    } else {
      answer.complete(message.get("result"));
    }
  }

  private JsonNode ask(String method, Map<String, ?> parameters) throws IOException {
    int id = lastId.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket.sendText(message.toString(), true).join();
    try {
      return answer.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(method + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Opens a page in a window of this size, and waits until it is loaded. */
  void open(Path page, int width, int height, boolean dark) throws IOException {
    events.clear();
    ask(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    ask("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    ask("Page.navigate", Map.of("url", page.toUri().toString()));
    awaitLoad();
  }

  /** Has the pages that are opened from now on run a script before their own. */
  void runBeforePages(String script) throws IOException {
    ask("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Waits until the page that was asked for last, or that a click leads to, is loaded. */
  void awaitLoad() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (of("Page.loadEventFired").findAny().isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IOException("the page was not loaded in " + PATIENCE_S + " s");
      }
      Thread.onSpinWait();
    }
    settle();
  }

  /** Waits until what was begun is drawn. */
  void settle() throws IOException {
    evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(1))))");
  }

  /** Value of an expression in the page; of a promise what it gives. */
  JsonNode evaluate(String expression) throws IOException {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IOException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.get("result").path("value");
  }

  /** Presses and releases a key, such as Tab or ArrowRight. */
  void press(String key) throws IOException {
    int code =
        switch (key) {
          case "Tab" -> 9;
          case "Enter" -> 13;
          case "Escape" -> 27;
          case "ArrowLeft" -> 37;
          case "ArrowRight" -> 39;
          case "ArrowDown" -> 40;
          case " " -> 32;
          case "r" -> 82;
          default -> throw new IllegalArgumentException(key);
        };
    Map<String, Object> parameters =
        Map.of(
            "type",
            "keyDown",
            "key",
            key,
            "code",
            key,
            "windowsVirtualKeyCode",
            code,
            "text",
            key.equals("Enter") ? "\r" : key.length() == 1 ? key : "");
    ask("Input.dispatchKeyEvent", parameters);
    ask(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    settle();
  }

  /** Types a text where the focus is. */
  void type(String text) throws IOException {
    ask("Input.insertText", Map.of("text", text));
    settle();
  }

  /** Clicks at a part of the width of an element, halfway down, by the mouse. */
  void click(String selector, double part) throws IOException {
    JsonNode at =
        evaluate(
            String.format(
                "(() => { const e = document.querySelector('%s'); e.scrollIntoView({block:'center'});"
                    + " const b = e.getBoundingClientRect();"
                    + " return [b.left + b.width * %s, b.top + b.height / 2]; })()",
                selector, part));
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      ask(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.get(0).asDouble(),
              "y",
              at.get(1).asDouble(),
              "button",
              type.equals("mouseMoved") ? "none" : "left",
              "clickCount",
              1));
    }
    settle();
  }

  private Stream<JsonNode> of(String method) {
    return events.stream().filter(event -> event.get("method").asText().equals(method));
  }

  /** Forgets what has happened, for a page that a click opens. */
  void forget() {
    events.clear();
  }

  /** Errors, warnings, and dialogs of the page since it was opened. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (String method :
        List.of(
            "Log.entryAdded",
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Page.javascriptDialogOpening")) {
      of(method).forEach(event -> problems.add(event.toString()));
    }
    return problems;
  }

  /** URLs that were asked for since the page was opened. */
  List<String> requests() {
    return of("Network.requestWillBeSent")
        .map(event -> event.at("/params/request/url").asText())
        .toList();
  }

  /** Keeps what is seen. */
  void screenshot(Path file) throws IOException {
    String png = ask("Page.captureScreenshot", Map.of("format", "png")).get("data").asText();
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(png));
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    socket.abort();
  }
}
