package org.nightbeam.lightcurve;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.nightbeam.storage.RecordFormat;

/**
 * The stars of a field that are measured in all its lights: those of the catalogue of the reference
 * light, and the targets. Places are in pixels of the reference, from 0.
 *
 * @param name of the field, such as that of its target
 * @param filter of the lights; empty if not known
 * @param reference path of the reference light
 * @param hdu of the reference in its raw file
 * @param width of the reference in pixels
 * @param height of the reference in pixels
 * @param fwhm of stars on the reference, in pixels
 * @param unit of fluxes, such as {@code adu}
 * @param x columns
 * @param y rows
 * @param flux on the reference; NaN for a target that is no source there
 * @param error of the flux
 * @param flags of the reference, bits of {@link org.nightbeam.photometry.SourceFlag}
 * @param targets names of the requested targets; empty for other stars
 * @param ra right ascensions in degrees; NaN if not known
 * @param dec declinations in degrees; NaN if not known
 * @param notes a sentence for each target whose place could not be told
 */
public record FieldStars(
    String name,
    String filter,
    String reference,
    int hdu,
    int width,
    int height,
    double fwhm,
    String unit,
    double[] x,
    double[] y,
    double[] flux,
    double[] error,
    int[] flags,
    String[] targets,
    double[] ra,
    double[] dec,
    List<String> notes) {
  private static final RecordFormat<FieldStars> FORMAT = RecordFormat.of(FieldStars.class);

  /** Returns the same stars without the notes, of which nothing that is measured follows. */
  FieldStars withoutNotes() {
    return new FieldStars(
        name, filter, reference, hdu, width, height, fwhm, unit, x, y, flux, error, flags, targets,
        ra, dec, List.of());
  }

  /** Returns how many stars there are. */
  public int count() {
    return x.length;
  }

  /** Returns whether a star is a requested target. */
  public boolean isTarget(int star) {
    return !targets[star].isEmpty();
  }

  /** Returns them as bytes; the same stars give the same bytes. */
  public byte[] coded() throws IOException {
    return FORMAT.bytes(this);
  }

  /** Reads them again. */
  public static FieldStars of(byte[] coded) throws IOException {
    return FORMAT.of(coded);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldStars that
        && name.equals(that.name)
        && filter.equals(that.filter)
        && reference.equals(that.reference)
        && Arrays.equals(x, that.x)
        && Arrays.equals(y, that.y)
        && Arrays.equals(targets, that.targets);
  }

  @Override
  public int hashCode() {
    return name.hashCode() + 31 * Arrays.hashCode(x);
  }

  @Override
  public String toString() {
    return count() + " stars of " + name + " " + filter;
  }
}
