package org.nightbeam.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.PhotometrySettings;

/** Catalogues as other programs read them: nom-tam-fits, astropy and fitsverify. */
class CatalogueFileTest {
  @TempDir static Path folder;
  private static MeasuredFrame frame;
  private static Path file;

  @BeforeAll
  static void write() throws IOException {
    frame = MadeUpCatalogue.measured();
    file = MadeUpCatalogue.write(folder.resolve("a.cat.fits"), frame);
  }

  @Test
  void everySourceIsARowWithAllItsValues() throws Exception {
    try (Fits fits = new Fits(file.toFile())) {
      BinaryTableHDU table = (BinaryTableHDU) fits.getHDU(1);
      Header header = table.getHeader();
      assertEquals(21, table.getNRows());
      assertEquals("CAT", header.getStringValue("EXTNAME"));
      double[] xwin = (double[]) table.getColumn("xwin");
      float[] third = (float[]) table.getColumn("fluxaper3");
      float[] error = (float[]) table.getColumn("fluxapererr3");
      int[] flag = (int[]) table.getColumn("flag");
      float[] background = (float[]) table.getColumn("background");
      for (int i = 0; i < 21; i++) {
        assertEquals(frame.sources().get(i).xWin() + 1, xwin[i]);
        assertEquals((float) frame.sources().get(i).apertures()[2], third[i]);
        assertEquals((float) frame.sources().get(i).apertureErrors()[2], error[i]);
        assertEquals(frame.sources().get(i).flags(), flag[i]);
        assertEquals(300, background[i], 5);
      }
      assertEquals(frame.radii()[2], header.getDoubleValue("APRAD3"), 1e-8);
      assertEquals(frame.sky(), header.getDoubleValue("SKYLEVEL"), 1e-6);
      assertEquals(-2.5 * Math.log10(frame.limitingFlux()), header.getDoubleValue("LIMMAG"), 1e-8);
      assertEquals(5, header.getDoubleValue("NBTHRESH"));
      assertEquals("SKY+PHOTONS", header.getStringValue("NBERRORS"));
      for (int i = 1; i <= header.getIntValue("TFIELDS"); i++) {
        assertTrue(header.containsKey("TCOMM" + i), "no TCOMM" + i);
      }
    }
  }

  @Test
  void theSameSourcesAreTheSameBytes() throws Exception {
    assertEquals(
        Arrays.hashCode(Files.readAllBytes(file)),
        Arrays.hashCode(
            Files.readAllBytes(MadeUpCatalogue.write(folder.resolve("b.cat.fits"), frame))));
  }

  @Test
  void astropyReadsItWithItsChecksums() throws Exception {
    String said =
        output(
            "/usr/bin/python3",
            "-c",
            """
            import sys, warnings
            try:
                from astropy.io import fits
                from astropy.table import Table
            except ImportError:
                print('ABSENT'); sys.exit()
            warnings.simplefilter('error')
            with fits.open(sys.argv[1], checksum=True) as f:
                f.verify('exception')
                t = f['CAT']
                print(len(t.data), t.columns['flux'].unit, t.columns['xwin'].unit,
                      '%.6f' % t.data['xwin'][3], t.header['FLAG4'])
            t = Table.read(sys.argv[1], hdu='CAT')
            print(t['ywin'].unit, len(t.colnames), int(t['flag'][0] & 8))
            """,
            file.toString());
    Assumptions.assumeFalse(said.contains("ABSENT") || said.contains("No such file"), said);
    String place = String.format("%.6f", frame.sources().get(3).xWin() + 1);
    int columns = CatalogueColumn.values().length + 2 * (frame.radii().length - 1);
    assertTrue(said.contains("21 adu pix " + place + " 4"), said);
    assertTrue(said.contains("pix " + columns + " "), said);
  }

  @Test
  void fitsverifyFindsNothing() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/usr/bin/fitsverify")), "fitsverify is not installed");
    MeasuredFrame none =
        new FrameMeasurer(PhotometrySettings.DEFAULT)
            .measure(new float[40][40], null, null, Double.NaN);
    for (Path path : List.of(file, MadeUpCatalogue.write(folder.resolve("none.cat.fits"), none))) {
      String report = output("/usr/bin/fitsverify", path.toString());
      assertTrue(report.contains("found 0 warning(s) and 0 error(s)"), report);
    }
  }

  private static String output(String... command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException absent) {
      return "No such file: " + command[0];
    }
    String text = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), command[0] + " does not end");
    return text;
  }
}
