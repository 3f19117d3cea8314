package org.nightbeam.fields;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fields.MadeUpTarget.Light;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.photometry.SourceFlag;
import org.nightbeam.registration.Outcome;
import org.nightbeam.registration.Placement;
import org.nightbeam.registration.Transform;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.table.FrameRow;

/** Lights of a target: which is the reference, where the others lie on it, and what is kept. */
class TargetFieldsTest {
  @TempDir Path output;
  private MadeUpTarget made;

  private static final CameraConfiguration COLOUR =
      Cameras.camera("cam").size(MadeUpTarget.WIDTH, MadeUpTarget.HEIGHT).colours("RGGB").build();

  @BeforeEach
  void begin() {
    made = new MadeUpTarget(output);
  }

  private static Light light(String name, double dx, double dy, double fwhm) {
    return new Light().name(name).at(dx, dy).fwhm(fwhm);
  }

  private TargetFields fields(List<FrameRow> lights) {
    LocalStorage storage = new LocalStorage();
    return new TargetFields(
        storage,
        output.toString(),
        Target.of(lights.get(0)),
        new CatalogueStars(storage, output.toString()));
  }

  /** What a run does with lights of one target, by name. */
  private Map<String, Placement> run(List<FrameRow> lights, String... references)
      throws IOException {
    TargetFields fields = fields(lights);
    List<FrameRow> placed = new ArrayList<>();
    for (FieldLight light : fields.withFields(lights, List.of(references))) {
      placed.add(fields.placed(light));
    }
    Collections.shuffle(placed, new Random(5)); // they come as they like
    Map<String, Placement> byName = new LinkedHashMap<>();
    for (FrameRow light : fields.finished(placed)) {
      byName.put(light.path().replaceAll("^night/|\\.fits$", ""), light.placement());
    }
    assertEquals(lights.size(), byName.size());
    return byName;
  }

  private Map<String, CSVRecord> table(String name) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    Map<String, CSVRecord> lines = new LinkedHashMap<>();
    try (Reader in = Files.newBufferedReader(output.resolve("registration/" + name + ".csv"))) {
      for (CSVRecord line : format.parse(in)) {
        lines.put(line.get("light"), line);
      }
    }
    return lines;
  }

  private static String reference(Placement placement) {
    return placement.reference().light().replaceAll("calibrated/|\\.fits", "");
  }

  @Test
  void theSharpestOfTheWellCentredIsTheReference() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    for (int i = 0; i < 9; i++) { // one drifts away, and is sharpest
      lights.add(made.write(light("l" + i, i == 8 ? 300 : i, 0, 3 + (i + 4) % 9 / 10.0)));
    }
    lights.add(made.write(light("sharp", 350, 10, 2)));
    Map<String, Placement> placed = run(lights);
    assertEquals("l5", reference(placed.get("l0")), "sharpest of those in the middle");
    assertEquals(Outcome.REFERENCE, placed.get("l5").outcome());
    assertEquals(Transform.IDENTITY, placed.get("l5").transform());
    for (Map.Entry<String, Placement> light : placed.entrySet()) {
      assertTrue(light.getValue().isFound(), light.toString());
      assertEquals("m31", light.getValue().field());
    }
    assertEquals(295, placed.get("l8").shiftX(), 0.05);
    assertEquals(345, placed.get("sharp").shiftX(), 0.05);
    assertEquals(10, placed.get("sharp").shiftY(), 0.05);
  }

  @Test
  void theReferenceStaysUntilItIsGoneOrAnotherIsWanted() throws IOException {
    List<FrameRow> first =
        List.of(made.write(light("a", 0, 0, 3)), made.write(light("b", 4, 0, 3.4)));
    assertEquals("a", reference(run(first).get("b")));
    byte[] table = Files.readAllBytes(output.resolve("registration/m31.csv"));
    run(first);
    assertArrayEquals(table, Files.readAllBytes(output.resolve("registration/m31.csv")));

    // A later night, in better seeing, without the frames of the first.
    List<FrameRow> second =
        List.of(made.write(light("c", 9, 2, 2)), made.write(light("d", 3, 0, 2.1)));
    Map<String, Placement> placed = run(second);
    assertEquals("a", reference(placed.get("c")));
    assertEquals(9, placed.get("c").shiftX(), 0.05);
    assertEquals(1000, placed.get("c").reference().width());
    assertTrue(table("m31").containsKey("calibrated/a.fits"), "and is written down still");

    assertEquals("d", reference(run(second, "d.fits").get("c")));
    assertEquals("d", reference(run(second).get("c")), "from now on");
    assertEquals("m31", run(second).get("c").field());
    Files.delete(output.resolve("sources/d.cat.fits"));
    placed = run(second);
    assertEquals("c", reference(placed.get("c")));
    assertEquals("m31", placed.get("c").field());
    assertEquals(Outcome.NO_CATALOGUE, placed.get("d").outcome());
    assertEquals("sources/d.cat.fits: there is no such file", placed.get("d").failure());
  }

  /** Catalogues that cannot be read show that none is, where nothing is new. */
  @Test
  void whatIsKnownIsNotRegisteredAgain() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      lights.add(made.write(light("l" + i, 3.3 * i, -0.7 * i, 3 + 0.1 * i)));
    }
    Map<String, Placement> first = run(lights);
    byte[] table = Files.readAllBytes(output.resolve("registration/m31.csv"));
    for (int i = 0; i < 5; i++) {
      Path catalogue = output.resolve("sources/l" + i + ".cat.fits");
      Files.move(catalogue, catalogue.resolveSibling(i + ".kept"));
      Files.writeString(catalogue, "unreadable");
    }
    assertEquals(first, run(lights), "to the last bit");
    assertArrayEquals(table, Files.readAllBytes(output.resolve("registration/m31.csv")));

    // One that has become another is, and so are all where the reference has.
    for (int i = 0; i < 5; i++) {
      Path catalogue = output.resolve("sources/l" + i + ".cat.fits");
      Files.move(catalogue.resolveSibling(i + ".kept"), catalogue, REPLACE_EXISTING);
    }
    String reference = reference(first.get("l3"));
    int other = reference.equals("l3") ? 2 : 3;
    lights.set(other, made.write(light("l" + other, 50, 20, 3.5)));
    Files.writeString(output.resolve("sources/l4.cat.fits"), "unreadable");
    Map<String, Placement> second = run(lights);
    assertEquals(first.get("l4"), second.get("l4"));
    assertEquals(
        50 - 3.3 * Integer.parseInt(reference.substring(1)),
        second.get("l" + other).shiftX(),
        0.05);
    int known = Integer.parseInt(reference.substring(1));
    lights.set(known, made.write(light(reference, 3.3 * known, -0.7 * known, 3)));
    assertEquals(Outcome.NO_CATALOGUE, run(lights).get("l4").outcome());
  }

  @Test
  void whatCannotBeRegisteredIsNamedWithTheReason() throws IOException {
    Light few = light("few", 0, 0, 3);
    few.most = 3;
    Light noise = light("noise", 0, 0, 3);
    noise.noise = true;
    Light none = light("none", 0, 0, 3);
    none.most = 0;
    List<FrameRow> lights = new ArrayList<>();
    for (Light light : List.of(few, noise, none)) {
      lights.add(made.write(light));
    }
    for (int i = 0; i < 4; i++) {
      lights.add(made.write(light("l" + i, i, i, 3)));
    }
    FrameRow damaged = made.write(light("damaged", 0, 0, 3));
    lights.add(damaged);
    Path catalogue = output.resolve("sources/damaged.cat.fits");
    Files.write(catalogue, Arrays.copyOf(Files.readAllBytes(catalogue), 16000));
    Map<String, Placement> placed = run(lights);
    assertEquals(Outcome.TOO_FEW_STARS, placed.get("few").outcome());
    assertEquals("3 stars on the light; expected 4 or more", placed.get("few").failure());
    assertEquals(Outcome.TOO_FEW_STARS, placed.get("none").outcome());
    assertEquals(Outcome.NO_MATCH, placed.get("noise").outcome());
    assertTrue(placed.get("noise").failure().contains("stars on the light, "), "how many");
    assertEquals(Outcome.NO_CATALOGUE, placed.get("damaged").outcome());
    assertTrue(
        placed.get("damaged").failure().startsWith("sources/damaged.cat.fits: truncated"),
        placed.get("damaged").failure());
    for (Placement one : placed.values()) {
      assertEquals(one.failure().isEmpty(), one.isFound());
    }
    assertEquals(4, placed.values().stream().filter(Placement::isFound).count());
    CSVRecord line = table("m31").get("calibrated/noise.fits");
    assertEquals("no-match", line.get("registration"));
    assertEquals("", line.get("cd1_1"));
    assertFalse(line.get("details").isEmpty());
  }

  @Test
  void oneLightIsItsOwnReference() throws IOException {
    Light cloudy = light("alone", 0, 0, 3);
    cloudy.most = 2;
    Map<String, Placement> placed = run(List.of(made.write(cloudy)));
    assertEquals(Outcome.REFERENCE, placed.get("alone").outcome());
  }

  /** As while a folder is watched. */
  @Test
  void theFirstLightIsNoReferenceForEver() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    lights.add(made.write(light("first", 0, 0, 4)));
    assertEquals("first", reference(run(lights).get("first")));
    lights.add(made.write(light("second", 3, 0, 2.5)));
    lights.add(made.write(light("third", 1, 2, 3)));
    Map<String, Placement> placed = run(lights);
    assertEquals("second", reference(placed.get("first")), "the sharpest");
    assertEquals("m31", placed.get("first").field());
    lights.add(made.write(light("fourth", 2, 2, 2)));
    assertEquals("second", reference(run(lights).get("fourth")), "others lie on it: it stays");
  }

  @Test
  void flippedBinnedAndOfAnyFluxTheyLieOnOneReference() throws IOException {
    Light flipped =
        light("flipped", 0, 0, 3.5)
            .sky(new Transform(0, 0, 1, new double[] {990, -1, 0}, new double[] {805, 0, -1}));
    flipped.flux = 0.5;
    Light mirrored =
        light("mirrored", 0, 0, 3.5)
            .sky(new Transform(0, 0, 1, new double[] {990, -1, 0}, new double[] {5, 0, 1}));
    Light binned =
        light("binned", 0, 0, 1.6)
            .sky(
                new Transform(0, 0, 1, new double[] {-0.25, 0.5, 0}, new double[] {-0.25, 0, 0.5}));
    binned.camera = Cameras.camera("CAM").size(500, 400).binning(2, 2).build();
    binned.flux = 3;
    Light saturated = light("saturated", 2, 3, 3.5);
    saturated.flags = SourceFlag.SATURATED.bit();
    Map<String, Placement> placed =
        run(
            List.of(
                made.write(light("a", 0, 0, 3)),
                made.write(light("b", 1, 1, 3.2)),
                made.write(flipped),
                made.write(mirrored),
                made.write(binned),
                made.write(saturated)));
    assertEquals("a", reference(placed.get("binned")));
    for (Map.Entry<String, Placement> light : placed.entrySet()) {
      assertTrue(light.getValue().isFound(), light.toString());
    }
    assertEquals(180, Math.abs(placed.get("flipped").transform().rotation()), 0.01);
    assertFalse(placed.get("flipped").transform().isMirrored());
    assertEquals(0.5, placed.get("flipped").fluxRatio(), 1e-6);
    assertTrue(placed.get("mirrored").transform().isMirrored());
    assertEquals(0.5, placed.get("binned").transform().scale(), 1e-3);
    assertEquals(3, placed.get("binned").fluxRatio(), 1e-6);
    assertTrue(Double.isNaN(placed.get("saturated").fluxRatio()), "no star has its whole flux");
    // The linear part of the table leads from a light to the reference, in FITS pixels.
    for (String name : List.of("flipped", "mirrored", "binned")) {
      CSVRecord line = table("m31").get("calibrated/" + name + ".fits");
      Transform on = placed.get(name).transform();
      double[] there = linear(line, 101, 201);
      assertEquals(101, on.x(there[0] - 1, there[1] - 1) + 1, 0.1, name);
      assertEquals(201, on.y(there[0] - 1, there[1] - 1) + 1, 0.1, name);
      double[] back = polynomial(line, there[0], there[1]);
      assertEquals(on.x(there[0] - 1, there[1] - 1) + 1, back[0], 1e-9);
      assertEquals(on.y(there[0] - 1, there[1] - 1) + 1, back[1], 1e-9);
    }
    double[] middle = linear(table("m31").get("calibrated/flipped.fits"), 100, 200);
    assertEquals(992 - 100, middle[0], 0.1); // 990 - (x - 1), from 1
    assertEquals(807 - 200, middle[1], 0.1);
  }

  private static double number(CSVRecord line, String column) {
    return Double.parseDouble(line.get(column));
  }

  private static double[] linear(CSVRecord line, double x, double y) {
    double dx = x - number(line, "crpix1");
    double dy = y - number(line, "crpix2");
    return new double[] {
      number(line, "crval1") + number(line, "cd1_1") * dx + number(line, "cd1_2") * dy,
      number(line, "crval2") + number(line, "cd2_1") * dx + number(line, "cd2_2") * dy
    };
  }

  private static double[] polynomial(CSVRecord line, double x, double y) {
    double u = (x - number(line, "centre_x")) / number(line, "unit");
    double v = (y - number(line, "centre_y")) / number(line, "unit");
    double[] terms = {1, u, v, u * u, u * v, v * v, u * u * u, u * u * v, u * v * v, v * v * v};
    double[] place = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      String[] numbers = line.get(axis == 0 ? "x_terms" : "y_terms").split(" ");
      for (int k = 0; k < numbers.length; k++) {
        place[axis] += Double.parseDouble(numbers[k]) * terms[k];
      }
    }
    return place;
  }

  @Test
  void panelsOfAMosaicAreFieldsOfTheirOwnAndKeepTheirNames() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      lights.add(made.write(light("a" + i, 480 + i, 380, 2.5 + i)));
      lights.add(made.write(light("b" + i, -490 + i, -390, 2.6 + i)));
    }
    Map<String, Placement> placed = run(lights);
    for (int i = 0; i < 3; i++) {
      assertEquals("m31", placed.get("a" + i).field());
      assertEquals("m31-2", placed.get("b" + i).field());
    }
    assertEquals("b0", reference(placed.get("b2")));
    // Another night of the second panel alone.
    Map<String, Placement> next = run(List.of(made.write(light("b9", -495, -388, 2))));
    assertEquals("m31-2", next.get("b9").field());
    assertEquals("b0", reference(next.get("b9")));
    assertEquals(3, table("m31").size(), "both references and the light");
    // One that is wanted takes the place of the reference of its own field.
    next = run(List.of(made.write(light("b9", -495, -388, 2))), "night/b9.fits");
    assertEquals("m31-2", next.get("b9").field());
    assertEquals(Outcome.REFERENCE, next.get("b9").outcome());
    assertEquals("m31", run(List.of(lights.get(0))).get("a0").field());
  }

  /** As mosaics are planned: neighbours share 15 % of their width. */
  @Test
  void panelsThatOverlapAreFieldsOfTheirOwn() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (int panel = 0; panel < 3; panel++) {
        Light light = light("p" + panel + i, 850 * (0.5 - panel) + i, 2 * i, 3 + 0.1 * i);
        light.minute = 10 * panel + i;
        lights.add(made.write(light));
      }
    }
    Map<String, Placement> placed = run(lights);
    for (int panel = 0; panel < 3; panel++) {
      String field = placed.get("p" + panel + "0").field();
      for (int i = 0; i < 3; i++) {
        Placement on = placed.get("p" + panel + i);
        assertTrue(on.isFound(), on.toString());
        assertEquals(field, on.field());
        assertEquals("p" + panel, reference(on).substring(0, 2));
        assertTrue(on.common(1000, 800) > 0.95, "" + on.common(1000, 800));
      }
    }
    assertEquals(
        Set.of("m31", "m31-2", "m31-3"),
        placed.values().stream().map(Placement::field).collect(Collectors.toSet()));
    // A light between two of them is of the one that it has more in common with.
    Map<String, Placement> next = run(List.of(made.write(light("more1", -425 + 350, 0, 3))));
    assertEquals(placed.get("p10").field(), next.get("more1").field());
    next = run(List.of(made.write(light("more0", 425 - 350, 0, 3))));
    assertEquals(placed.get("p00").field(), next.get("more0").field());
  }

  /** Returns a light in green, and another in red. */
  private List<FrameRow> ofTwoColours() throws IOException {
    Light green = light("green", 0, 0, 3);
    green.colours = new double[] {0.5, 2, 2, 0.5};
    green.camera = COLOUR;
    Light red = light("red", 3, 2, 3.5);
    red.colours = new double[] {4, 1, 1, 0.5};
    red.camera = COLOUR;
    return List.of(made.write(green), made.write(red));
  }

  /** A nebula at moonrise: red has more stars than green, and then less. */
  @Test
  void oneColourIsCompared() throws IOException {
    List<FrameRow> lights = ofTwoColours();
    Map<String, Placement> placed = run(lights);
    assertEquals("green", reference(placed.get("red")));
    assertEquals(0.5, placed.get("red").fluxRatio(), 1e-6);
    assertEquals(8, placed.get("red").colours().red(), 1e-6, "red has a scale of its own");
    assertEquals(1, placed.get("red").colours().blue(), 1e-6, "blue too");
    assertEquals(placed, run(lights), "read from the table");
  }

  /** Tables of versions that knew one scale for all colours. */
  @Test
  void anEarlierTableWithoutColoursIsReadAndItsColoursAreFound() throws IOException {
    List<FrameRow> lights = ofTwoColours();
    Map<String, Placement> placed = run(lights);
    Path table = output.resolve("registration/m31.csv");
    List<String> old = new ArrayList<>();
    List<String> lines = Files.readAllLines(table);
    int column = List.of(lines.get(0).split(",")).indexOf("flux_ratio_red");
    for (String line : lines) {
      List<String> values = new ArrayList<>(List.of(line.split(",", -1)));
      values.remove(column + 1);
      values.remove(column);
      old.add(String.join(",", values));
    }
    Files.write(table, old);
    assertEquals(placed, run(lights));
    assertEquals(lines, Files.readAllLines(table));
  }

  /** A survey that looks once: what is in common shows that its stars are no noise. */
  @Test
  void panelsOfOneLightEachAreFieldsToo() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    for (int panel = 0; panel < 2; panel++) {
      lights.add(made.write(light("p" + panel, 850 * (0.5 - panel), 0, 3 + panel)));
    }
    Light noise = light("noise", 0, 0, 9);
    noise.noise = true;
    lights.add(made.write(noise));
    Map<String, Placement> placed = run(lights);
    assertEquals(Outcome.REFERENCE, placed.get("p0").outcome());
    assertEquals(Outcome.REFERENCE, placed.get("p1").outcome());
    assertFalse(placed.get("p0").field().equals(placed.get("p1").field()));
    assertEquals(Outcome.NO_MATCH, placed.get("noise").outcome());
  }

  /** A light that lies far to the left of its reference, or below it, has negative terms. */
  @Test
  void numbersInTheTableAreNumbers() throws IOException {
    run(
        List.of(
            made.write(light("a", 0, 0, 3)),
            made.write(light("b", 1, 1, 3.1)),
            made.write(light("c", -540, 0, 4)),
            made.write(light("d", 0, -430, 4))));
    Map<String, CSVRecord> table = table("m31");
    for (String name : List.of("c", "d")) {
      CSVRecord line = table.get("calibrated/" + name + ".fits");
      assertEquals("registered", line.get("registration"), line.get("details"));
      for (String column : List.of("x_terms", "y_terms")) {
        for (String number : line.get(column).split(" ")) {
          assertTrue(Double.isFinite(Double.parseDouble(number)), number);
        }
      }
    }
    assertTrue(table.get("calibrated/c.fits").get("x_terms").startsWith("-"));
    assertTrue(table.get("calibrated/d.fits").get("y_terms").startsWith("-"));
  }

  /** A runner does again what failed behind it. */
  @Test
  void whatIsTriedAgainHasTheSameNames() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      lights.add(made.write(light("a" + i, 480 + i, 380, 2.5 + i)));
      lights.add(made.write(light("b" + i, -490 + i, -390, 2.6 + i)));
      lights.add(made.write(light("c" + i, 480 + i, -390, 2.7 + i)));
    }
    TargetFields fields = fields(lights);
    List<FrameRow> placed = new ArrayList<>();
    for (FieldLight light : fields.withFields(lights, List.of())) {
      placed.add(fields.placed(light));
    }
    List<FrameRow> first = fields.finished(placed);
    byte[] table = Files.readAllBytes(output.resolve("registration/m31.csv"));
    Collections.reverse(placed);
    assertEquals(first, fields(lights).finished(placed));
    assertArrayEquals(table, Files.readAllBytes(output.resolve("registration/m31.csv")));
    assertEquals(
        List.of("m31", "m31-2", "m31-3"),
        first.stream().map(light -> light.placement().field()).distinct().toList());
  }

  @Test
  void aFieldKeepsItsNameWhenItsReferenceIsGone() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      lights.add(made.write(light("a" + i, 480 + i, 380, 2.5 + i)));
      lights.add(made.write(light("b" + i, -490 + i, -390, 2.6 + i)));
    }
    Map<String, Placement> before = run(lights);
    for (String field : List.of("a", "b")) {
      String gone = reference(before.get(field + "2"));
      Files.delete(output.resolve("sources/" + gone + ".cat.fits"));
      lights.removeIf(light -> light.path().equals("night/" + gone + ".fits"));
      Map<String, Placement> after = run(lights);
      assertFalse(reference(after.get(field + "2")).equals(gone));
      for (Map.Entry<String, Placement> light : after.entrySet()) {
        assertEquals(before.get(light.getKey()).field(), light.getValue().field());
      }
      assertFalse(table("m31").containsKey("calibrated/" + gone + ".fits"), "no line without use");
    }
  }

  @Test
  void eachCameraHasAReferenceOfItsOwn() throws IOException {
    Light other = light("other", 0, 0, 2);
    other.camera = Cameras.camera("guide cam").size(1000, 800).build();
    Map<String, Placement> placed =
        run(List.of(made.write(light("a", 0, 0, 3)), made.write(other)));
    assertEquals("m31", placed.get("a").field());
    assertEquals("m31-2", placed.get("other").field());
    assertEquals(Outcome.REFERENCE, placed.get("a").outcome());
    assertEquals(Outcome.REFERENCE, placed.get("other").outcome());
  }

  @Test
  void lightsWithoutANameAreToldApartByTheirStars() throws IOException {
    List<FrameRow> lights = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Light light = light("l" + i, i % 2 == 0 ? 480 : -490, i % 2 == 0 ? 380 : -390, 3 + 0.1 * i);
      light.object = "";
      light.minute = i;
      lights.add(made.write(light));
    }
    Map<String, Placement> placed = run(lights);
    assertEquals("no-object", placed.get("l0").field());
    assertEquals("no-object", placed.get("l4").field());
    assertEquals("no-object-2", placed.get("l1").field());
    assertEquals("no-object-2", placed.get("l5").field());
  }

  @Test
  void aTableThatIsDamagedIsNotReplaced() throws IOException {
    List<FrameRow> lights = List.of(made.write(light("a", 0, 0, 3)));
    run(lights);
    Path table = output.resolve("registration/m31.csv");
    String text = Files.readString(table);
    for (String broken :
        List.of(
            text.replace("field,camera", "field,kamera"),
            text.replace("1000,800", "a lot,800"),
            text.substring(0, text.length() - 150))) {
      Files.writeString(table, broken);
      String said = assertThrows(IOException.class, () -> run(lights)).getMessage();
      assertTrue(said.startsWith(table + ": not a table of registered lights"), said);
      assertEquals(broken, Files.readString(table));
    }
    for (String broken :
        List.of(text.replace("m31", "m\u00ff31"), text + "\"a\"b,c\n", text + "\"")) {
      Files.writeString(table, broken, StandardCharsets.ISO_8859_1); // which is no UTF-8
      String said = assertThrows(IOException.class, () -> run(lights)).getMessage();
      assertTrue(said.startsWith(table + ": not a table of registered lights"), said);
    }
  }

  @Test
  void namesOfTargetsAreNamesOfFiles() {
    assertEquals("m31", new Target("m31").fileName());
    assertEquals("ngc7000", new Target("ngc7000").fileName());
    assertTrue(new Target("../x").fileName().matches("__/?_?x-[0-9a-f]{8}|_\\._x-[0-9a-f]{8}"));
    assertTrue(new Target("ηcar").fileName().matches("_car-[0-9a-f]{8}"));
    assertFalse(new Target("a/b").fileName().equals(new Target("a:b").fileName()));
    assertTrue(new Target("x".repeat(500)).fileName().length() < 80);
  }
}
