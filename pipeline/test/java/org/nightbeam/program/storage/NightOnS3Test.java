package org.nightbeam.program.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nightbeam.cli.Program;
import org.nightbeam.synthetic.SyntheticNight;
import org.nightbeam.transforms.storage.CountingRelay;
import org.nightbeam.transforms.storage.S3Server;

class NightOnS3Test {
  @TempDir Path folder;

  @AfterEach
  void forgetTheServer() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  private Program run(S3Server server, Object... words) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(server.options());
    all.add("--scratch=" + folder.resolve("scratch"));
    return Program.run(all.toArray());
  }

  private static Map<String, byte[]> objects(S3Server server, String prefix) throws IOException {
    Map<String, byte[]> objects = new TreeMap<>();
    var options = ListContainerOptions.Builder.prefix(prefix).recursive();
    for (var object : server.objects().list(S3Server.BUCKET, options)) {
      try (InputStream in =
          server.objects().getBlob(S3Server.BUCKET, object.getName()).getPayload().openStream()) {
        objects.put(object.getName().substring(prefix.length()), in.readAllBytes());
      }
    }
    return objects;
  }

  @ParameterizedTest
  @ValueSource(strings = {"--runner=DirectRunner", "--runner=FlinkRunner"})
  void aNightOnS3GivesTheSameBytesAsOneOnDisk(String runner) throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(321, 240, 8, 5, 4, 4, List.of("V", "R"), 4711).writeTo(raw);
    try (S3Server server = S3Server.start()) {
      for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
        server.put("raw/" + file.getKey(), Files.readAllBytes(file.getValue()));
      }
      Program plan = run(server, "plan", "--input=s3://nights/raw", "--format=CSV");
      assertEquals(0, plan.status(), plan.err());
      Program far =
          run(
              server,
              "--input=s3://nights/raw",
              "--output=s3://nights/reduced results",
              "--s3ThreadPoolSize=9",
              runner);
      Program near = Program.calibrate(raw, folder.resolve("reduced"));
      assertEquals(near.status(), far.status(), far.err());
      Map<String, byte[]> there = objects(server, "reduced results/");
      Map<String, Path> here = Program.files(folder.resolve("reduced"));
      assertEquals(List.copyOf(here.keySet()), List.copyOf(there.keySet()));
      here.remove("run.json");
      here.remove("report.html");
      here.remove(".nightbeam-journal"); // which tells places and times
      Path table = here.get("frames.csv");
      Files.writeString(table, Files.readString(table).replace(raw.toString(), "s3://nights/raw"));
      for (Map.Entry<String, Path> file : here.entrySet()) {
        assertArrayEquals(
            Files.readAllBytes(file.getValue()), there.get(file.getKey()), file.getKey());
      }
      assertTrue(new String(there.get("run.json"), StandardCharsets.UTF_8).contains("s3://"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--runner=DirectRunner", "--runner=FlinkRunner"})
  void aSecondRunOnS3DoesWhatIsNew(String runner) throws IOException, InterruptedException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(64, 48, 3, 3, 3, 2, List.of("V", "R"), 4711).writeTo(raw);
    Path late = Files.move(raw.resolve("ScienceImages/field_V_002.fits"), folder.resolve("late"));
    try (S3Server server = S3Server.start()) {
      for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
        server.put("raw/" + file.getKey(), Files.readAllBytes(file.getValue()));
      }
      Object[] words = {"--input=s3://nights/raw", "--output=s3://nights/reduced", runner};
      assertEquals(0, run(server, words).status());
      Map<String, byte[]> products = objects(server, "reduced/");
      Map<String, Date> written = written(server);
      Thread.sleep(1100); // times of objects are whole seconds
      Program again = run(server, words);
      assertEquals(0, again.status(), again.err());
      assertTrue(again.out().contains("up to date    3 of 3 lights"), again.out());
      assertEquals(written, written(server));
      server.objects().removeBlob(S3Server.BUCKET, "reduced/.nightbeam-journal");
      Program forgotten = run(server, words);
      assertEquals(0, forgotten.status(), forgotten.err());
      assertTrue(forgotten.out().contains("calibrated    3 of 3 lights"), forgotten.out());
      assertEquals(written, written(server), "what has the same bytes stays");
      server.put("raw/ScienceImages/field_V_002.fits", Files.readAllBytes(late));
      Program oneMore = run(server, words);
      assertEquals(0, oneMore.status(), oneMore.err());
      assertTrue(oneMore.out().contains("calibrated    1 of 4 lights"), oneMore.out());
      written.forEach((product, time) -> assertEquals(time, written(server).get(product), product));
      String damaged = written.keySet().stream().filter(n -> n.contains("_R_")).findFirst().get();
      server.put("reduced/" + damaged, new byte[2880]);
      Program mended = run(server, words);
      assertEquals(0, mended.status(), mended.err());
      assertTrue(mended.out().contains("calibrated    1 of 4 lights"), mended.out());
      assertArrayEquals(products.get(damaged), objects(server, "reduced/").get(damaged));
    }
  }

  /** A light is replaced by one of the same size when its header has been read. */
  @ParameterizedTest
  @ValueSource(strings = {"ScienceImages/field_V_002.fits", "Bias/bias_002.fits"})
  void anObjectReplacedBehindItsHeaderIsRejected(String name) throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(64, 48, 3, 3, 3, 2, List.of("V"), 4711).writeTo(raw);
    byte[] other = Files.readAllBytes(raw.resolve(name));
    other[other.length - 3000]++;
    try (S3Server server = S3Server.start()) {
      for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
        server.put("raw/" + file.getKey(), Files.readAllBytes(file.getValue()));
      }
      AtomicInteger reads = new AtomicInteger();
      server
          .relay()
          .watch(
              request -> {
                if (request.endsWith("/raw/" + name) && reads.incrementAndGet() == 2) {
                  server.put("raw/" + name, other);
                }
                return 0;
              });
      Program program =
          run(server, "--input=s3://nights/raw", "--output=s3://nights/reduced", "--report=false");
      assertEquals(3, program.status(), program.err());
      String table = new String(objects(server, "reduced/").get("frames.csv"), UTF_8);
      String row = table.lines().filter(line -> line.startsWith(name)).findFirst().orElseThrow();
      assertTrue(row.contains("rejected,the file has changed while it was read"), row);
      assertTrue(reads.get() >= 2);
    }
  }

  @Test
  void objectsThatCannotBeAskedCostARowEach() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(64, 48, 3, 3, 3, 2, List.of("V"), 4711).writeTo(raw);
    try (S3Server server = S3Server.start()) {
      for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
        server.put("raw/" + file.getKey(), Files.readAllBytes(file.getValue()));
      }
      server
          .relay()
          .watch(
              request ->
                  request.startsWith("HEAD ") || request.endsWith("/field_V_001.fits") ? 404 : 0);
      Program program =
          run(server, "--input=s3://nights/raw", "--output=s3://nights/reduced", "--report=false");
      assertEquals(3, program.status(), program.err());
      assertTrue(program.out().contains("calibrated    1 of 1 light"), program.out());
      String table = new String(objects(server, "reduced/").get("frames.csv"), UTF_8);
      assertTrue(table.contains("field_V_001.fits,,rejected,\"the file is gone"), table);
    }
  }

  private void put(S3Server server, Path raw) throws IOException {
    for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
      server.put("raw/" + file.getKey(), Files.readAllBytes(file.getValue()));
    }
  }

  /** Every twentieth answer is bad, of each kind some. */
  @Test
  void aServerThatAnswersBadlyCostsTimeAndNothingElse() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(200, 150, 8, 8, 8, 12, List.of("V", "R"), 4711).writeTo(raw);
    try (S3Server server = S3Server.start()) {
      put(server, raw);
      Object[] words = {"--input=s3://nights/raw", "--report=false"};
      long start = System.nanoTime();
      Program good = run(server, words[0], words[1], "--output=s3://nights/good");
      long seconds = System.nanoTime() - start;
      assertEquals(0, good.status(), good.err());
      SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));
      CountingRelay.Fault[] faults = CountingRelay.Fault.values();
      server
          .relay()
          .spoil(
              request -> {
                synchronized (random) {
                  return random.nextInt(20) > 0
                      ? CountingRelay.Fault.NONE
                      : faults[1 + random.nextInt(faults.length - 1)];
                }
              });
      start = System.nanoTime();
      Program bad = run(server, words[0], words[1], "--output=s3://nights/bad");
      double ratio = (double) (System.nanoTime() - start) / seconds;
      long spoilt = server.relay().spoilt();
      server.relay().spoil(null);
      assertEquals(0, bad.status(), bad.out() + bad.err());
      assertTrue(spoilt >= 10, spoilt + " bad answers");
      Map<String, byte[]> expected = objects(server, "good/");
      Map<String, byte[]> products = objects(server, "bad/");
      assertEquals(expected.keySet(), products.keySet());
      for (String name : expected.keySet()) {
        if (name.endsWith(".fits") || name.equals("frames.csv")) {
          assertArrayEquals(expected.get(name), products.get(name), name);
        }
      }
      System.out.printf(
          "%d bad answers: %.2f x the time of %.1f s%n", spoilt, ratio, seconds / 1e9);
    }
  }

  /** As where a server refuses each further attempt, and closes before the refusal is read. */
  @Test
  void aProductWhoseAnswerIsLostIsThere() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(64, 48, 3, 3, 3, 2, List.of("V"), 4711).writeTo(raw);
    try (S3Server server = S3Server.start()) {
      put(server, raw);
      AtomicInteger attempts = new AtomicInteger();
      server
          .relay()
          .spoil(
              request -> {
                boolean ofProduct =
                    request.startsWith("PUT ")
                        && request.endsWith("/reduced/calibrated/ScienceImages/field_V_001.fits");
                if (!ofProduct) {
                  return CountingRelay.Fault.NONE;
                }
                return attempts.incrementAndGet() == 1
                    ? CountingRelay.Fault.UNHEARD
                    : CountingRelay.Fault.LOST;
              });
      Program program =
          run(server, "--input=s3://nights/raw", "--output=s3://nights/reduced", "--report=false");
      assertEquals(0, program.status(), program.err());
      assertTrue(attempts.get() > 1, attempts + " attempts");
      server.relay().spoil(null);
      Program again =
          run(server, "--input=s3://nights/raw", "--output=s3://nights/again", "--report=false");
      assertEquals(0, again.status(), again.err());
      String name = "calibrated/ScienceImages/field_V_001.fits";
      assertArrayEquals(objects(server, "again/").get(name), objects(server, "reduced/").get(name));
    }
  }

  @Test
  void anObjectThatIsAlwaysAnsweredBadlyCostsItsRowWhichSaysHow() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(64, 48, 3, 3, 3, 2, List.of("V"), 4711).writeTo(raw);
    try (S3Server server = S3Server.start()) {
      put(server, raw);
      server
          .relay()
          .spoil(
              request ->
                  request.endsWith("/raw/ScienceImages/field_V_001.fits")
                      ? CountingRelay.Fault.WRONG_RANGE
                      : CountingRelay.Fault.NONE);
      Program program =
          run(server, "--input=s3://nights/raw", "--output=s3://nights/reduced", "--report=false");
      assertEquals(3, program.status(), program.err());
      String table = new String(objects(server, "reduced/").get("frames.csv"), UTF_8);
      assertTrue(table.contains("field_V_001.fits,,rejected,"), table);
      assertTrue(table.contains("Content-Range is bytes 10-"), table);
      assertTrue(table.contains("expected bytes 0-"), table);
    }
  }

  @Test
  void aRefusedProductIsNamed() throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(64, 48, 3, 3, 3, 2, List.of("V"), 4711).writeTo(raw);
    try (S3Server server = S3Server.start()) {
      put(server, raw);
      server.relay().watch(request -> request.matches("PUT .*/calibrated/.*V_001.*") ? 403 : 0);
      Program program =
          run(server, "--input=s3://nights/raw", "--output=s3://nights/reduced", "--report=false");
      assertEquals(1, program.status(), program.out());
      assertTrue(
          program
              .err()
              .contains(
                  "s3://nights/reduced/calibrated/ScienceImages/field_V_001.fits: the server"
                      + " refuses it (HTTP status 403); check the credentials"),
          program.err());
    }
  }

  /** When each calibrated frame and master was written. */
  private static Map<String, Date> written(S3Server server) {
    Map<String, Date> times = new TreeMap<>();
    var options = ListContainerOptions.Builder.prefix("reduced/").recursive();
    for (var object : server.objects().list(S3Server.BUCKET, options)) {
      if (object.getName().endsWith(".fits")) {
        times.put(object.getName().substring("reduced/".length()), object.getLastModified());
      }
    }
    return times;
  }

  /** One question for the table is answered by 404, the first, the second and so on. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void oneWrongNotFoundLosesNoRow(int number) throws IOException {
    Path raw = folder.resolve("raw");
    new SyntheticNight(64, 48, 3, 3, 3, 2, List.of("V"), 4711).writeTo(raw);
    try (S3Server server = S3Server.start()) {
      put(server, raw);
      for (Map.Entry<String, Path> file : Program.files(raw).entrySet()) {
        String other = file.getKey().replace("field_V", "other_V");
        server.put("before/" + other, Files.readAllBytes(file.getValue()));
      }
      Object[] output = {"--output=s3://nights/reduced", "--report=false"};
      run(server, "--input=s3://nights/before", output[0], output[1]);
      String before = new String(objects(server, "reduced/").get("frames.csv"), UTF_8);
      AtomicInteger questions = new AtomicInteger();
      server
          .relay()
          .watch(
              request ->
                  request.equals("GET /nights/reduced/frames.csv")
                          && questions.incrementAndGet() == number
                      ? 404
                      : 0);
      Program program = run(server, "--input=s3://nights/raw", output[0], output[1]);
      assertTrue(questions.get() >= number, "asked " + questions);
      assertEquals(0, program.status(), program.err());
      List<String> rows =
          new String(objects(server, "reduced/").get("frames.csv"), UTF_8).lines().toList();
      assertTrue(rows.stream().anyMatch(row -> row.startsWith("ScienceImages/field_V_001.fits,")));
      List<String> stay =
          before.lines().filter(row -> row.contains("s3://nights/before/")).toList();
      assertEquals(11, stay.size());
      assertTrue(rows.containsAll(stay), String.join("\n", rows) + "\nlack\n" + stay);
    }
  }
}
