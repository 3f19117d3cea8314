package org.nightbeam.catalogue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsFactory;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.MeasuredSource;
import org.nightbeam.photometry.PhotometrySettings;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;

/** Catalogues read back: what was measured comes back, and what is damaged is said. */
class CatalogueReaderTest {

  @TempDir static Path folder;
  private static MeasuredFrame measured;
  private static Path file;

  @BeforeAll
  static void write() throws IOException {
    measured = MadeUpCatalogue.measured();
    file = MadeUpCatalogue.write(folder.resolve("a.cat.fits"), measured);
  }

  private static Catalogue read(Path path) throws IOException {
    return CatalogueReader.read(new LocalStorage(), path.toString());
  }

  private static String failure(String name, byte[] bytes) throws IOException {
    Path path = Files.write(folder.resolve(name), bytes);
    String said = assertThrows(UnreadableFileException.class, () -> read(path)).getMessage();
    assertTrue(said.endsWith("remove the file, and the next run makes it again"), said);
    return said;
  }

  private static byte[] changed(String from, String to) throws IOException {
    assertEquals(from.length(), to.length());
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(from), from);
    return text.replaceFirst(Pattern.quote(from), to).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void everythingComesBackThatHasAColumn() throws IOException {
    Catalogue catalogue = read(file);
    assertEquals(300, catalogue.width());
    assertEquals(200, catalogue.height());
    assertEquals(measured.sources().size(), catalogue.frame().sources().size());
    assertTrue(measured.sources().size() > 20);
    for (int i = 0; i < measured.sources().size(); i++) {
      MeasuredSource was = measured.sources().get(i);
      MeasuredSource is = catalogue.frame().sources().get(i);
      assertEquals(was.x(), is.x(), 1e-12);
      assertEquals(was.y(), is.y(), 1e-12);
      assertEquals(was.xWin(), is.xWin(), 1e-12);
      assertEquals(was.yWin(), is.yWin(), 1e-12);
      assertEquals(was.xPeak(), is.xPeak());
      assertEquals(was.yPeak(), is.yPeak());
      assertEquals(was.pixels(), is.pixels());
      assertEquals(was.cell(), is.cell());
      assertEquals(was.flags(), is.flags());
      assertArrayEquals(floats(was), floats(is));
    }
    assertEquals(measured.sky(), catalogue.frame().sky(), 1e-6);
    assertEquals(measured.skyNoise(), catalogue.frame().skyNoise(), 1e-6);
    assertEquals(measured.fwhm(), catalogue.frame().fwhm(), 1e-8);
    assertEquals(measured.limitingFlux(), catalogue.frame().limitingFlux(), 1e-6);
    assertArrayEquals(measured.radii(), catalogue.frame().radii(), 1e-8);
    assertArrayEquals(measured.zeroFluxNoise(), catalogue.frame().zeroFluxNoise(), 1e-6);
    assertEquals("SKY+PHOTONS", catalogue.header().text("NBERRORS").orElseThrow());
  }

  /** Those that are stored as floats, as parts of the value itself. */
  private static float[] floats(MeasuredSource s) {
    double[] values = {
      s.xWinError(), s.yWinError(), s.peak(), s.significance(), s.flux(), s.fluxError(),
      s.background(), s.fwhm(), s.a(), s.b(), s.theta(), s.kronRadius()
    };
    float[] all = new float[values.length + s.apertures().length + s.apertureErrors().length];
    for (int i = 0; i < all.length; i++) {
      int k = i - values.length;
      double value =
          k < 0
              ? values[i]
              : k < s.apertures().length
                  ? s.apertures()[k]
                  : s.apertureErrors()[k - s.apertures().length];
      all[i] = (float) value;
    }
    return all;
  }

  @Test
  void anotherProgramMayWriteTheTableAnew() throws Exception {
    Path other = folder.resolve("nom-tam.cat.fits");
    FitsFactory.setUseHierarch(true);
    try (Fits fits = new Fits(file.toFile());
        FitsFile out = new FitsFile(other.toFile(), "rw")) {
      BinaryTableHDU table = (BinaryTableHDU) fits.getHDU(1);
      double[] more = new double[table.getNRows()];
      Arrays.fill(more, 7);
      table.addColumn(more);
      table.setColumnName(table.getNCols() - 1, "mine", null);
      table.getHeader().deleteKey("DATASUM");
      table.getHeader().deleteKey("CHECKSUM");
      fits.write(out);
    }
    Catalogue catalogue = read(other);
    for (int i = 0; i < measured.sources().size(); i++) {
      assertEquals(
          measured.sources().get(i).xWin(), catalogue.frame().sources().get(i).xWin(), 1e-12);
      assertEquals(measured.sources().get(i).flags(), catalogue.frame().sources().get(i).flags());
    }
  }

  @Test
  void aFrameWithoutSourcesHasACatalogue() throws IOException {
    Path path = folder.resolve("none.cat.fits");
    MeasuredFrame none =
        new FrameMeasurer(PhotometrySettings.DEFAULT)
            .measure(new float[40][50], null, null, Double.NaN);
    try (NewFile target = new LocalStorage().create(path.toString())) {
      new CatalogueFile(none, 50, 40, "adu").write(target, List.of());
    }
    assertEquals(0, read(path).frame().sources().size());
    assertEquals(50, read(path).width());
  }

  @Test
  void aFileThatIsCutShortIsSaidToBe() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int rows = whole.length - 2880;
    String said = failure("short.cat.fits", Arrays.copyOf(whole, rows));
    assertTrue(said.startsWith("truncated: "), said);
    said = failure("head.cat.fits", Arrays.copyOf(whole, 4000));
    assertTrue(said.startsWith("the header has no END card"), said);
    failure("empty.cat.fits", new byte[0]);
  }

  @Test
  void aFileThatIsNotThereIsNotThere() {
    assertThrows(NoSuchFileException.class, () -> read(folder.resolve("gone.cat.fits")));
  }

  @Test
  void filesOfOthersAreRefused() throws IOException {
    assertTrue(
        failure("other.cat.fits", changed("EXTNAME = 'CAT     '", "EXTNAME = 'PHOT    '"))
            .startsWith("there is no binary table CAT"));
    assertTrue(
        failure("column.cat.fits", changed("= 'ywin    '", "= 'why     '"))
            .startsWith("there is no column ywin"));
    assertTrue(
        failure("form.cat.fits", changed("= '1J      '", "= '1K      '"))
            .contains("1K; expected 1J, 1E or 1D"));
    assertTrue(
        failure("wider.cat.fits", changed("= '1E      '", "= '1D      '"))
            .contains("but the columns have"));
    assertTrue(
        failure("old.cat.fits", changed("IMAGEW  =", "IMAGEQ  ="))
            .startsWith("IMAGEW = (nothing)"));
    assertTrue(failure("text.cat.fits", "x,y\n1,2\n".getBytes()).startsWith("not a FITS file"));
  }

  @Test
  void aDamagedTableIsNotBelieved() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 2880 - 500] ^= 0x10;
    String said = failure("damaged.cat.fits", bytes);
    assertTrue(said.startsWith("DATASUM = "), said);
  }
}
