package org.nightbeam.header;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nightbeam.RawFrames;
import org.nightbeam.fits.FitsBuilder;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.RawLayout;
import org.nightbeam.signal.Linearity;
import org.nightbeam.signal.OverscanSettings;
import org.nightbeam.signal.Preparation;

/** Sections of frames of 20 x 10 stored pixels. */
class RawLayoutTest {
  @TempDir Path input;

  private Frame frame(String overscan, String trim, String... cards) throws IOException {
    FitsBuilder image = FitsBuilder.primary(16, 20, 10);
    for (String card : cards) {
      image.card(card);
    }
    FrameFiles.write(input.resolve("Lights/a.fits"), image.bytes());
    Preparation preparation =
        new Preparation(overscan, trim, OverscanSettings.DEFAULTS, Linearity.NONE);
    return RawFrames.read(input, input.resolve("Lights/a.fits"), preparation);
  }

  private static String card(String keyword, String section) {
    return String.format("%-8s= '%s'", keyword, section);
  }

  /** What an odd number of columns or rows less makes of the colours of the first pixels. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[3:16,3:10]; 0; RGGB",
        "[2:15,1:10]; 0; GRBG",
        "[1:16,2:9]; 0; GBRG",
        "[4:15,4:9]; 0; BGGR",
        "[2:15,1:10]; 1; RGGB",
      })
  void thePatternIsThatOfThePixelsThatAreKept(String trim, int offset, String pattern)
      throws IOException {
    Frame light = frame("NONE", trim, "BAYERPAT= 'RGGB'", "XBAYROFF= " + offset);
    assertEquals(pattern, light.configuration().cfaPattern());
  }

  @Test
  void sectionsOfTheHeaderAndTheSameOnesStatedAreOneLayout() throws IOException {
    Frame byHeader =
        frame("HEADER", "HEADER", card("BIASSEC", "[17:20,1:10]"), card("TRIMSEC", "[3:16,2:9]"));
    Frame stated = frame("[17:20,*]", "[16:3,2:9]");

    assertNull(byHeader.setAside());
    assertEquals(14, byHeader.width());
    assertEquals(8, byHeader.height());
    assertEquals(2 * 20 * 10, byHeader.dataBytes());
    assertEquals(
        new RawLayout(20, 10, new FitsSection(2, 14, 1, 8), new FitsSection(16, 4, 0, 10)),
        byHeader.layout());
    assertEquals(byHeader.layout(), stated.layout());
    // By this, frames and masters are matched.
    assertEquals(byHeader.configuration(), stated.configuration());
    assertTrue(byHeader.configuration().preparation().contains("[17:20,1:10]"));
    assertTrue(byHeader.configuration().preparation().contains("[3:16,2:9]"));
  }

  @Test
  void sectionsThatNobodyAskedForAreNotLookedAt() throws IOException {
    Frame frame = frame("NONE", "NONE", card("BIASSEC", "UNKNOWN"), card("TRIMSEC", "[3:99,2:9]"));

    assertNull(frame.setAside());
    assertEquals(RawLayout.whole(20, 10), frame.layout());
    assertEquals("", frame.configuration().preparation());
  }

  @ParameterizedTest
  @CsvSource({
    "1024, 1024, '[1001:1024,1:1024]', false",
    "1024, 1024, '[1:1024,1001:1024]', true",
    "1056, 12, '[1025:1056,1:12]', false", // a few rows were read: the strip is wider than high
    "12, 1056, '[1:12,1025:1056]', true",
    "1056, 1024, '[1025:1056,3:1020]', false",
  })
  void overscanBesideTheImageIsOfRowsAndOneBelowItOfColumns(
      int width, int height, String section, boolean ofColumns) {
    FitsSection overscan = FitsSection.parse(section);
    RawLayout layout =
        new RawLayout(width, height, RawLayout.whole(width, height).image(), overscan);

    assertEquals(ofColumns, layout.isOverscanOfColumns());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "; [1:16,1:10]; --overscan=HEADER; BIASSEC, OVERSEC; say --overscan=[x1:x2,y1:y2]",
        "[17:20,1:10]; ; --trim=HEADER; TRIMSEC, DATASEC; say --trim=[x1:x2,y1:y2]",
        "UNKNOWN; [1:16,1:10]; BIASSEC; 'UNKNOWN'; expected [x1:x2,y1:y2]",
        "UNKNOWN; [1:16,1:10]; BIASSEC; no column or row; or say --overscan",
        "[17:24,1:10]; [1:16,1:10]; BIASSEC; [17:24,1:10] reaches; 20 columns and 10 rows",
        "[17:24,1:10]; [1:16,1:10]; BIASSEC; beyond the image; or say --overscan",
        "[17:20,1:10]; [1:16,1:11]; TRIMSEC; [1:16,1:11] reaches; or say --trim",
        "[0:0,0:0]; [1:16,1:10]; BIASSEC; '0'; or say --overscan",
        "[10:20,1:10]; [1:16,1:10]; [10:20,1:10] overlaps; [1:16,1:10]; say --overscan or --trim",
        "[17:20,1:2]; [1:16,5:9]; [17:20,1:2]; none of the rows; say --overscan",
      })
  void frameWithoutUsableSectionsIsSetAside(
      String overscan, String trim, String part, String other, String third) throws IOException {
    Frame frame =
        frame(
            "HEADER",
            "HEADER",
            overscan == null ? "COMMENT none" : card("BIASSEC", overscan),
            trim == null ? "COMMENT none" : card("TRIMSEC", trim));

    assertTrue(frame.setAside().contains(part), frame.setAside());
    assertTrue(frame.setAside().contains(other), frame.setAside());
    assertTrue(frame.setAside().contains(third), frame.setAside());
  }

  @Test
  void statedSectionThatAFrameHasNotIsNamedByItsOption() throws IOException {
    assertEquals(
        "--overscan: section [17:24,*] reaches beyond the image, which has 20 columns and 10 rows",
        frame("[17:24,*]", "NONE").setAside());
    assertEquals(
        "--trim: section [1:21,*] reaches beyond the image, which has 20 columns and 10 rows",
        frame("NONE", "[1:21,*]").setAside());
    String most = frame("[3:20,*]", "NONE").setAside();
    assertTrue(most.contains("[3:20,1:10] is most of the image"), most);
  }
}
