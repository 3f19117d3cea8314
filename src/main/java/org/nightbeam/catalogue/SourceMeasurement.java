package org.nightbeam.catalogue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.nightbeam.correction.LightContext;
import org.nightbeam.correction.LightRow;
import org.nightbeam.correction.LightServices;
import org.nightbeam.correction.Measurement;
import org.nightbeam.correction.Measurer;
import org.nightbeam.correction.Measuring;
import org.nightbeam.fits.product.PixelFlag;
import org.nightbeam.fits.product.Plane;
import org.nightbeam.fits.product.ProductHeader;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.photometry.ColourMeasurer;
import org.nightbeam.photometry.FrameMeasurer;
import org.nightbeam.photometry.MeasuredFrame;
import org.nightbeam.photometry.PhotometrySettings;
import org.nightbeam.photometry.PixelMeasurer;
import org.nightbeam.storage.NewFile;
import org.nightbeam.storage.OutputLayout;
import org.nightbeam.table.LightStatistics;

/**
 * Writes a catalogue for every light: sources are found and measured when its last row is finished,
 * before its pixels leave memory. The sky map that this needs may become a plane of the product.
 *
 * @param settings how
 * @param sources whether there is to be a catalogue; else the sky is estimated, and that is all
 * @param version of the catalogue: one of an earlier version is made again
 */
public record SourceMeasurement(PhotometrySettings settings, boolean sources, int version)
    implements Measurement {
  /**
   * Raised when catalogues come to say more, or something else: 2 with the size of the light, 3
   * with the flat field in errors, 4 with the noise of few photons and flags of interpolated
   * pixels.
   */
  private static final int VERSION = 4;

  private static final int COLOUR_CELL = 2;

  /** Cards of the light that stand in its catalogue too. */
  private static final List<String> OF_THE_LIGHT =
      List.of("OBJECT", "FILTER", "DATE-OBS", "EXPTIME", "INSTRUME", "TELESCOP");

  /** Measures with this version. */
  public SourceMeasurement(PhotometrySettings settings, boolean sources) {
    this(settings, sources, sources ? VERSION : 1);
  }

  @Override
  public boolean needsFlags() {
    return true;
  }

  @Override
  public boolean keepsWholeFrame() {
    return true;
  }

  @Override
  public String file(String product, Frame frame) {
    return sources ? CataloguePath.of(product, frame.hdu()) : null;
  }

  @Override
  public String describeFiles() {
    return sources ? OutputLayout.SOURCES + "/ (a catalogue per light)" : "";
  }

  @Override
  public boolean tellsQuality() {
    return sources;
  }

  @Override
  public boolean isIn(LightStatistics known) {
    return !sources || known.quality().isKnown();
  }

  @Override
  public Measurer begin(LightServices on) {
    // Memory that was never used is dear to touch: frames are kept in the same again and again.
    Deque<Kept> free = new ConcurrentLinkedDeque<>();
    return light -> new OfLight(this, light, on, free);
  }

  /** The pixels of a light. */
  private static final class Kept {
    private final float[][] values;
    private final float[][] sigmas; // null if they are not known
    private final byte[][] flags; // null for a row without any
    private final byte[][] flagRows; // those that were needed once, to be used again
    private final byte[] none;

    Kept(int height, int width, boolean withSigmas) {
      this.values = new float[height][width];
      this.sigmas = withSigmas ? new float[height][width] : null;
      this.flags = new byte[height][];
      this.flagRows = new byte[height][];
      this.none = new byte[width];
    }

    boolean fits(int height, int width, boolean withSigmas) {
      return values.length == height && none.length == width && (sigmas != null) == withSigmas;
    }

    void put(LightRow row) {
      int y = row.y();
      int width = row.width();
      System.arraycopy(row.values(), 0, values[y], 0, width);
      if (sigmas != null) {
        System.arraycopy(row.sigma(), 0, sigmas[y], 0, width);
      }
      flags[y] = null;
      if (!Arrays.equals(row.flags(), 0, width, none, 0, width)) {
        if (flagRows[y] == null) {
          flagRows[y] = new byte[width];
        }
        flags[y] = flagRows[y];
        System.arraycopy(row.flags(), 0, flags[y], 0, width);
      }
    }
  }

  /** One light. */
  private static final class OfLight implements Measuring {
    private final PhotometrySettings settings;
    private final boolean sources;
    private final LightContext light;
    private final LightServices services;
    private final Deque<Kept> free;
    private final boolean withSigmas;
    private Kept kept;
    private double level;
    private double noise;
    private double saturated;
    private LightQuality quality; // null without sources
    private Rows sky;

    OfLight(
        SourceMeasurement measurement,
        LightContext light,
        LightServices services,
        Deque<Kept> free) {
      this.settings = measurement.settings;
      this.sources = measurement.sources;
      this.light = light;
      this.services = services;
      this.free = free;
      this.withSigmas = light.writes(Plane.UNCERT);
    }

    @Override
    public void row(LightRow row) {
      if (kept == null) {
        int height = light.frame().height();
        Kept last = free.pollLast();
        kept =
            last != null && last.fits(height, row.width(), withSigmas)
                ? last
                : new Kept(height, row.width(), withSigmas);
      }
      kept.put(row);
    }

    @Override
    public void finish(ProductHeader header, String fingerprint) throws IOException {
      double gain = light.inElectrons() ? 1 : light.sensor().electronsPerAdu();
      PixelMeasurer measurer =
          light.frame().configuration().isColour()
              ? new ColourMeasurer(settings)
              : new FrameMeasurer(settings);
      sky = measurer::sky;
      if (sources) {
        saturated = saturated(kept.flags);
        MeasuredFrame measured = measure(measurer, gain);
        release();
        level = measured.sky();
        noise = measured.skyNoise();
        quality = quality(measured);
        write(measured, header, fingerprint, gain);
      } else {
        measurer.measureSky(kept.values, kept.flags);
        release();
      }
    }

    private MeasuredFrame measure(PixelMeasurer measurer, double gain) throws IOException {
      MasterReference flat = light.matched().flat();
      if (flat == null) {
        return measurer.measure(kept.values, kept.sigmas, kept.flags, gain);
      }
      CameraConfiguration camera = light.frame().configuration();
      try (FlatAbout sensitivity =
          new FlatAbout(
              services.masters().open(flat),
              light.frame().width(),
              light.frame().height(),
              camera.isColour() ? COLOUR_CELL : 1)) {
        return measurer.measure(kept.values, kept.sigmas, kept.flags, gain, sensitivity);
      }
    }

    /** Lets the next light have the memory. */
    private void release() {
      free.addLast(kept);
      kept = null;
    }

    @Override
    public Rows plane(Plane plane) {
      return plane == Plane.BACKGROUND ? sky : null;
    }

    private void write(
        MeasuredFrame measured, ProductHeader header, String fingerprint, double gain)
        throws IOException {
      String path = CataloguePath.of(light.matched().name(), light.frame().hdu());
      try (NewFile file =
          services.storage().create(OutputLayout.in(light.matched().output(), path))) {
        new CatalogueFile(
                measured,
                light.frame().width(),
                light.frame().height(),
                light.inElectrons() ? "electron" : "adu")
            .write(file, origin(header, fingerprint, gain));
      }
    }

    /**
     * Returns the part of the pixels that is saturated; NaN where it is not known from which on.
     */
    private double saturated(byte[][] flags) { // null for a row without any
      if (Double.isNaN(light.sensor().saturation())) {
        return Double.NaN;
      }
      long count = 0;
      byte[] none = new byte[light.frame().width()];
      for (byte[] row : flags) {
        int next = row == null ? -1 : Arrays.mismatch(row, none);
        for (int x = next; next >= 0 && x < row.length; x += 1 + next) {
          count += (row[x] & PixelFlag.SATURATED.bit()) != 0 ? 1 : 0;
          next = Arrays.mismatch(row, x + 1, row.length, none, x + 1, row.length);
        }
      }
      return count / ((double) light.frame().height() * light.frame().width());
    }

    @Override
    public LightStatistics statistics(LightStatistics others) {
      if (quality == null) {
        return others;
      }
      return new LightStatistics(
          level,
          noise,
          Double.isNaN(saturated) ? others.saturated() : saturated,
          quality.stars(),
          quality.fwhm(),
          quality);
    }

    private LightQuality quality(MeasuredFrame measured) {
      CameraConfiguration camera = light.frame().configuration();
      return LightQuality.of(
          measured,
          camera.cfaPattern().toUpperCase(Locale.ROOT).indexOf('G') + 1,
          camera.width(),
          camera.height(),
          light.frame().pointing());
    }

    private List<String> origin(ProductHeader header, String fingerprint, double gain) {
      List<String> cards = new ArrayList<>(CatalogueFile.settings(settings, gain, withSigmas));
      String pattern = light.frame().configuration().cfaPattern();
      if (!pattern.isEmpty()) {
        cards.add(CatalogueFile.card("NBCFA", pattern, "colours of the places in the cell"));
      }
      for (String keyword : OF_THE_LIGHT) {
        header
            .text(keyword)
            .ifPresent(text -> cards.addAll(CatalogueFile.cards(keyword, text, "of the light")));
      }
      cards.add(CatalogueFile.card("NBVERSN", services.version(), "Nightbeam version"));
      cards.addAll(CatalogueFile.cards("NBRAW", light.frame().path(), "raw file"));
      cards.add(CatalogueFile.card("NBRAWHDU", light.frame().hdu(), "HDU of the raw file"));
      cards.add(CatalogueFile.card("NBFPRINT", fingerprint, ""));
      return cards;
    }
  }
}
