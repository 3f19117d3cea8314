package org.nightbeam.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nightbeam.report.facts.Curves;
import org.nightbeam.report.facts.Damaged;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.Storage;

/** The picture of a field's reference light. */
class FinderChartTest {
  private static final String FIELD =
      "{\"reference\": \"calibrated/a.fits\", \"reference_hdu\": 0, \"width\": 100, \"height\": 50,"
          + " \"comparison\": [{\"star\": 1, \"x\": 1, \"y\": 50}]}";

  @TempDir Path folder;

  /** An object store, which opens what is not there and finds out when it is asked for bytes. */
  private final class ObjectStore implements Storage {
    @Override
    public SeekableByteChannel open(String uri) throws IOException {
      return Files.newByteChannel(Files.createTempFile(folder, "any", ""));
    }

    @Override
    public SeekableByteChannel openIfThere(String uri) throws IOException {
      Path file = Path.of(uri);
      return Files.exists(file) ? Files.newByteChannel(file) : null;
    }

    @Override
    public CompletableFuture<Void> read(String uri, long position, ByteBuffer bytes) {
      throw new UnsupportedOperationException(uri);
    }

    @Override
    public NewFile create(String uri) {
      throw new UnsupportedOperationException(uri);
    }
  }

  private String chart() throws IOException {
    JsonNode field = new ObjectMapper().readTree(FIELD);
    Html html = new Html();
    FinderChart.write(html, field, new ObjectStore(), folder.toString(), "../");
    return html.toString();
  }

  @Test
  void aFieldWithoutAPictureHasNoChart() throws IOException {
    assertEquals(new Html().toString(), chart());
    assertEquals(0, Curves.read(new Damaged(new ObjectStore(), folder.toString())).fields().size());
  }

  /** The first pixel of FITS, (1, 1), is the lower left one, whose middle is half a pixel in. */
  @Test
  void circlesAreWhereTheStarsAre() throws IOException {
    Path picture = folder.resolve("previews/calibrated/a.fits.jpg");
    Files.createDirectories(picture.getParent());
    Files.createFile(picture);
    String chart = chart();
    assertTrue(chart.contains("href=\"../previews/calibrated/a.fits.jpg\""), chart);
    assertTrue(chart.contains("cx=\"0.50\" cy=\"0.50\""), chart);
  }
}
