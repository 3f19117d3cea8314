package org.nightbeam.grading;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.nightbeam.fits.FitsHeader;

/** How much air a light was taken through, by its header. */
final class Airmass {
  private static final List<String> CARDS = List.of("AIRMASS", "AMSTART", "SECZ", "SEC-Z");

  /** Altitudes of the target in degrees. */
  private static final List<String> ALTITUDES =
      List.of("OBJCTALT", "CENTALT", "TELALT", "ALT-OBJ", "ALTITUDE", "ELEVATIO", "EL", "ALT");

  /** Cards that other headers use for the height of the site. */
  private static final List<String> AMBIGUOUS = List.of("ALTITUDE", "ELEVATIO", "ALT");

  private static final double MOST = 40; // at the horizon

  private Airmass() {}

  /** Returns the airmass, 1 in the zenith; NaN if it is not known. */
  static double of(FitsHeader header) {
    for (String card : CARDS) {
      OptionalDouble value = header.number(card);
      if (value.isPresent() && value.getAsDouble() >= 1 && value.getAsDouble() < MOST) {
        return value.getAsDouble();
      }
    }
    for (String card : ALTITUDES) {
      OptionalDouble value = header.number(card);
      boolean inDegrees =
          !AMBIGUOUS.contains(card)
              || header.comment(card).toLowerCase(Locale.ROOT).contains("deg");
      if (inDegrees && value.isPresent() && value.getAsDouble() > 0 && value.getAsDouble() <= 90) {
        return ofAltitude(value.getAsDouble());
      }
    }
    return Double.NaN;
  }

  /** By Pickering 2002, DIO 12, 20: good down to the horizon. */
  private static double ofAltitude(double degrees) {
    double angle = degrees + 244 / (165 + 47 * Math.pow(degrees, 1.1));
    return Math.max(1, 1 / Math.sin(Math.toRadians(angle)));
  }
}
