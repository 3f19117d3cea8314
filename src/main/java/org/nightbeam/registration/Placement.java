package org.nightbeam.registration;

import java.util.function.UnaryOperator;

/**
 * Alignment of a light with the reference of its field, or the reason why it is not known.
 *
 * @param field name of the field: the target, and a number where it has several; empty for none
 * @param reference of the field; null for none
 * @param outcome of the registration
 * @param transform from places of the reference to those of the light, both from 0; null if it was
 *     not found
 * @param stars of the light that were compared, {@link Registrar#MOST_STARS} at most: those that
 *     fall on the reference if the transform was found
 * @param matched how many of them have a partner there
 * @param rms root mean square of the distances of the stars that the transform was fitted to, in
 *     pixels of the light; NaN if it was not found
 * @param fluxRatio fluxes on the light over those on the reference; NaN if not known; of a colour
 *     sensor those in green
 * @param colours the same in its other colours
 * @param failure why it was not found, for a person to read; empty if it was
 */
public record Placement(
    String field,
    FieldReference reference,
    Outcome outcome,
    Transform transform,
    int stars,
    int matched,
    double rms,
    double fluxRatio,
    ColourRatios colours,
    String failure) {
  /** Along each side, of areas. */
  private static final int SAMPLES = 20;

  /** The placement of a frame whose registration was not tried. */
  public static final Placement NONE =
      new Placement(
          "", null, Outcome.NONE, null, 0, 0, Double.NaN, Double.NaN, ColourRatios.NONE, "");

  /**
   * Returns that of the reference of a field.
   *
   * @param stars that it has
   */
  public static Placement ofReference(String field, FieldReference reference, int stars) {
    int compared = Math.min(Registrar.MOST_STARS, stars);
    return new Placement(
        field,
        reference,
        Outcome.REFERENCE,
        Transform.IDENTITY,
        compared,
        compared,
        0,
        1,
        ColourRatios.NONE,
        "");
  }

  /** Returns that of a light that was registered, or could not be. */
  public static Placement of(String field, FieldReference reference, Registration found) {
    return new Placement(
        field,
        reference,
        found.outcome(),
        found.transform(),
        found.stars(),
        found.matched(),
        found.rms(),
        found.fluxRatio(),
        found.colours(),
        found.failure());
  }

  /** Returns that of a light whose stars are not known. */
  public static Placement withoutCatalogue(String field, FieldReference reference, String failure) {
    return new Placement(
        field,
        reference,
        Outcome.NO_CATALOGUE,
        null,
        0,
        0,
        Double.NaN,
        Double.NaN,
        ColourRatios.NONE,
        failure);
  }

  /**
   * Returns where the middle of the reference is on the light, against where it is on the
   * reference: columns.
   */
  public double shiftX() {
    double x = (reference.width() - 1) / 2.0;
    return transform.x(x, (reference.height() - 1) / 2.0) - x;
  }

  /** Returns the same in rows. */
  public double shiftY() {
    double y = (reference.height() - 1) / 2.0;
    return transform.y((reference.width() - 1) / 2.0, y) - y;
  }

  /** Returns the same with its transform, where it is known, as something makes it. */
  public Placement asWritten(UnaryOperator<Transform> written) {
    return transform == null
        ? this
        : new Placement(
            field,
            reference,
            outcome,
            written.apply(transform),
            stars,
            matched,
            rms,
            fluxRatio,
            colours,
            failure);
  }

  /**
   * Returns what part of the smaller of both areas, that of the light and that of its reference,
   * they have in common; by samples, to about a twentieth.
   *
   * @param lightWidth pixels per row of the light
   * @param lightHeight its rows
   */
  public double common(int lightWidth, int lightHeight) {
    int onLight = 0;
    int onReference = 0;
    for (int row = 0; row < SAMPLES; row++) {
      for (int column = 0; column < SAMPLES; column++) {
        double x = (column + 0.5) / SAMPLES;
        double y = (row + 0.5) / SAMPLES;
        double fromX = x * reference.width() - 0.5;
        double fromY = y * reference.height() - 0.5;
        double toX = transform.x(fromX, fromY);
        double toY = transform.y(fromX, fromY);
        onLight += isWithin(toX, toY, lightWidth, lightHeight) ? 1 : 0;
        double[] back = transform.back(x * lightWidth - 0.5, y * lightHeight - 0.5);
        onReference += isWithin(back[0], back[1], reference.width(), reference.height()) ? 1 : 0;
      }
    }
    return Math.max(onLight, onReference) / (double) (SAMPLES * SAMPLES);
  }

  private static boolean isWithin(double x, double y, int width, int height) {
    return x >= -0.5 && y >= -0.5 && x < width - 0.5 && y < height - 0.5;
  }

  /** Returns that of a light that was found to lie where it has too little in common. */
  public Placement tooFar(String why) {
    return new Placement(
        field,
        reference,
        Outcome.LITTLE_IN_COMMON,
        null,
        stars,
        matched,
        Double.NaN,
        Double.NaN,
        ColourRatios.NONE,
        why);
  }

  /** Returns whether the transform is known. */
  public boolean isFound() {
    return transform != null;
  }
}
