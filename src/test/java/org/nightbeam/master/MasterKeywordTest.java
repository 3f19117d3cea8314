package org.nightbeam.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.fits.FitsHeader;
import org.nightbeam.fits.ImageHdu;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.plan.MasterSpec;

class MasterKeywordTest {
  private static final int WIDTH = 12;
  private static final int HEIGHT = 7;
  private static final CameraConfiguration CAMERA =
      new CameraConfiguration(
          "cam 'one'", 2, WIDTH, HEIGHT, 3, 4, "g5", "30", "slow", "TOP-DOWN", "RGGB", "o", "s");
  private static final CameraConfiguration BARE =
      new CameraConfiguration("", 0, WIDTH, HEIGHT, 1, 1, "", "", "", "", "", "", "");
  private static final ImageHdu IMAGE =
      new ImageHdu(
          0,
          new FitsHeader(List.of()),
          new PixelFormat(-32, 1, 0, null),
          WIDTH,
          HEIGHT,
          2880,
          null);

  private static MasterSpec spec(
      FrameType type,
      CameraConfiguration camera,
      LocalDate night,
      double exposure,
      double temperature,
      double rotator,
      String filter,
      Processing processing) {
    return new MasterSpec(
        "id",
        type,
        camera,
        night,
        9,
        exposure,
        exposure,
        temperature,
        rotator,
        filter,
        null,
        null,
        "",
        true,
        processing);
  }

  private static final LocalDate NIGHT = LocalDate.of(2024, 2, 29);
  private static final MasterSpec DARK =
      spec(FrameType.DARK, CAMERA, NIGHT, 60.5, -10.25, Double.NaN, "", Processing.RAW);
  private static final MasterSpec FLAT =
      spec(FrameType.FLAT, CAMERA, NIGHT, 0, Double.NaN, 12.5, "V+nd", Processing.RAW);

  static Stream<MasterSpec> specs() {
    return Stream.of(
        DARK,
        FLAT,
        spec(FrameType.BIAS, CAMERA, NIGHT, 0, Double.NaN, Double.NaN, "", Processing.RAW),
        spec(FrameType.BIAS, BARE, null, 0, Double.NaN, Double.NaN, "", Processing.COMBINED),
        spec(FrameType.DARK, BARE, null, 0, Double.NaN, Double.NaN, "", Processing.RAW),
        spec(FrameType.DARK_FLAT, CAMERA, NIGHT, 3, 5, Double.NaN, "", Processing.RAW),
        spec(FrameType.FLAT, BARE, null, 0, Double.NaN, Double.NaN, "", Processing.RAW));
  }

  private static List<String> cards(MasterSpec spec) {
    ProductHeader header = ProductHeader.ofImage(WIDTH, HEIGHT);
    MasterKeyword.write(spec, header);
    header.add(MasterKeyword.INPUTS, spec.frames(), "");
    ByteBuffer bytes = header.bytes(0);
    String text = StandardCharsets.US_ASCII.decode(bytes).toString();
    List<String> cards = new ArrayList<>();
    for (int i = 0; i < text.length(); i += FitsHeader.CARD) {
      cards.add(text.substring(i, i + FitsHeader.CARD));
    }
    return cards;
  }

  private static MasterSpec read(List<String> cards) throws UnreadableFileException {
    return MasterKeyword.read("id", new FitsHeader(cards), IMAGE);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void masterIsFoundAsItWasMade(MasterSpec spec) throws Exception {
    assertEquals(spec, read(cards(spec)));
  }

  private static CameraConfiguration camera(
      String name,
      int hdu,
      int xbin,
      int ybin,
      String gain,
      String offset,
      String mode,
      String order,
      String cfa,
      String preparation,
      String setup) {
    return new CameraConfiguration(
        name, hdu, WIDTH, HEIGHT, xbin, ybin, gain, offset, mode, order, cfa, preparation, setup);
  }

  private static MasterSpec of(CameraConfiguration camera) {
    return spec(FrameType.DARK, camera, NIGHT, 60.5, -10.25, Double.NaN, "", Processing.RAW);
  }

  /** By keyword, a master that differs from {@link #DARK}, or {@link #FLAT}, in it alone. */
  private static Map<MasterKeyword, MasterSpec> others() {
    Map<MasterKeyword, MasterSpec> others = new EnumMap<>(MasterKeyword.class);
    others.put(
        MasterKeyword.NBMASTER,
        spec(FrameType.DARK_FLAT, CAMERA, NIGHT, 60.5, -10.25, Double.NaN, "", Processing.RAW));
    others.put(
        MasterKeyword.NBNIGHT,
        spec(FrameType.DARK, CAMERA, null, 60.5, -10.25, Double.NaN, "", Processing.RAW));
    others.put(
        MasterKeyword.NBEXPTIM,
        spec(FrameType.DARK, CAMERA, NIGHT, 61, -10.25, Double.NaN, "", Processing.RAW));
    others.put(
        MasterKeyword.NBTEMP,
        spec(FrameType.DARK, CAMERA, NIGHT, 60.5, Double.NaN, Double.NaN, "", Processing.RAW));
    others.put(
        MasterKeyword.NBFILTER,
        spec(FrameType.FLAT, CAMERA, NIGHT, 0, Double.NaN, 12.5, "", Processing.RAW));
    others.put(
        MasterKeyword.NBROTAT,
        spec(FrameType.FLAT, CAMERA, NIGHT, 0, Double.NaN, 0, "V+nd", Processing.RAW));
    others.put(
        MasterKeyword.NBFOREIG,
        spec(
            FrameType.DARK,
            CAMERA,
            NIGHT,
            60.5,
            -10.25,
            Double.NaN,
            "",
            Processing.CORRECTED_PER_SECOND));
    String[] text = {"cam 'one'", "g5", "30", "slow", "TOP-DOWN", "RGGB", "o", "s"};
    MasterKeyword[] texts = {
      MasterKeyword.NBCAMERA,
      MasterKeyword.NBGAIN,
      MasterKeyword.NBOFFSET,
      MasterKeyword.NBREADM,
      MasterKeyword.NBROWORD,
      MasterKeyword.NBCFA,
      MasterKeyword.NBPREPAR,
      MasterKeyword.NBSETUP
    };
    for (int k = 0; k < texts.length; k++) {
      String[] t = text.clone();
      t[k] = k < 6 ? "" : "another";
      others.put(texts[k], of(camera(t[0], 2, 3, 4, t[1], t[2], t[3], t[4], t[5], t[6], t[7])));
    }
    MasterKeyword[] numbers = {MasterKeyword.NBHDU, MasterKeyword.NBXBIN, MasterKeyword.NBYBIN};
    for (int k = 0; k < numbers.length; k++) {
      int[] n = {2, 3, 4};
      n[k] = 8;
      others.put(
          numbers[k],
          of(
              camera(
                  text[0], n[0], n[1], n[2], text[1], text[2], text[3], text[4], text[5], text[6],
                  text[7])));
    }
    return others;
  }

  @ParameterizedTest
  @EnumSource(MasterKeyword.class)
  void eachKeywordTellsMastersApart(MasterKeyword keyword) throws Exception {
    MasterSpec other = others().get(keyword);
    MasterSpec one = other.type() == FrameType.FLAT ? FLAT : DARK;
    List<String> same = new ArrayList<>(cards(one));
    List<String> changed = new ArrayList<>(cards(other));
    same.removeIf(card -> isOf(keyword, card));
    changed.removeIf(card -> isOf(keyword, card));
    assertEquals(same, changed, "it is the only card that differs");
    assertEquals(other, read(cards(other)));
    assertNotEquals(one, read(cards(other)));
  }

  private static boolean isOf(MasterKeyword keyword, String card) {
    return card.startsWith(keyword.name() + " ")
        || card.startsWith(keyword.name() + "=")
        || card.startsWith("CHECKSUM")
        || card.isBlank();
  }

  /** Those that a master may be without. */
  @ParameterizedTest
  @EnumSource(
      value = MasterKeyword.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NBEXPTIM", "NBTEMP", "NBROTAT", "NBSETUP", "NBPREPAR", "NBFOREIG"})
  void masterWithoutACardIsRefusedByItsName(MasterKeyword keyword) {
    List<String> cut = new ArrayList<>(cards(FLAT));
    cut.removeIf(card -> FitsHeader.keyword(card).equals(keyword.name()));
    UnreadableFileException refused = assertThrows(UnreadableFileException.class, () -> read(cut));
    assertTrue(refused.getMessage().contains("there is no " + keyword), refused.getMessage());
  }

  @Test
  void cardThatSaysWhatCannotBeIsRefusedWithWhatWasExpected() {
    Map<String, String> wrong =
        Map.of(
            "NBMASTER= 'light'", "expected bias, dark, dark-flat or flat",
            "NBNIGHT = 'yesterday'", "expected a date or unknown",
            "NBFOREIG= 'MAGIC'", "expected one of",
            "NBXBIN  = -1", "expected a whole number");
    wrong.forEach(
        (card, expected) -> {
          List<String> cards = new ArrayList<>(cards(FLAT));
          String padded = String.format("%-80s", card);
          cards.removeIf(c -> FitsHeader.keyword(c).equals(FitsHeader.keyword(padded)));
          cards.add(0, padded);
          UnreadableFileException refused =
              assertThrows(UnreadableFileException.class, () -> read(cards), card);
          assertTrue(refused.getMessage().contains(expected), refused.getMessage());
        });
  }
}
