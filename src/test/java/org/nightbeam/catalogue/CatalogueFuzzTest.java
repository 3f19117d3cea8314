package org.nightbeam.catalogue;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.MadeUpSky;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.header.BytesInMemory;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.PhotometrySettings;
import org.nightbeam.storage.LocalStorage;
import org.nightbeam.storage.NewFile;

/** Any bytes are read as a catalogue, or are said to be none. */
class CatalogueFuzzTest {

  /** A catalogue of a few stars, with its sum and without: so the table itself is reached. */
  static List<byte[]> files() throws IOException {
    Path file = Files.createTempFile("fuzz", ".cat.fits");
    MadeUpSky sky = new MadeUpSky(200, 60, 60, 1.5, 8);
    sky.star(20, 30, 9000, 3);
    sky.star(40, 12, 9000, 3);
    try (NewFile target = new LocalStorage().create(file.toString())) {
      new CatalogueFile(
              new FrameMeasurer(PhotometrySettings.DEFAULT)
                  .measure(sky.exposed(1), null, null, 1.5),
              60,
              60,
              "adu")
          .write(target, CatalogueFile.settings(PhotometrySettings.DEFAULT, 1.5, false));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.delete(file);
    String unsummed =
        new String(whole, StandardCharsets.ISO_8859_1)
            .replace("DATASUM ", "DATASUN ")
            .replace("CHECKSUM", "CHECKSUN");
    return List.of(whole, unsummed.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("files")
  @DictionaryEntries({
    "XTENSION= 'BINTABLE'", "EXTNAME = 'CAT     '", "NAXIS1  =", "NAXIS2  =", "TFIELDS =",
    "TFORM1  = '1D      '", "TFORM2  = '1J      '", "TTYPE1  =", "PCOUNT  =", "DATASUM =",
    "DATASUN =", "NAXIS   = 2147483647", "END     "
  })
  @FuzzTest(maxDuration = "5s")
  void anyBytesAreACatalogueOrRefused(byte[] file) throws IOException {
    Catalogue catalogue;
    try {
      catalogue = CatalogueReader.read(new BytesInMemory("a.cat.fits", file), "a.cat.fits");
    } catch (UnreadableFileException refused) {
      return;
    }
    if (catalogue.frame().sources().size() * 8L > file.length) {
      throw new AssertionError("more sources than bytes for them");
    }
  }
}
