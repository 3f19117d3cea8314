package org.nightbeam.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Range;
import org.nightbeam.options.annotation.Verb;

/** Cosmic rays in lights, found by L.A.Cosmic. */
@Heading("Cosmic rays")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface CosmicRayOptions extends PipelineOptions {
  @Description(
      "What is done with pixels of lights hit by cosmic rays, as found by L.A.Cosmic:"
          + " REPLACE sets them to the mean of those around, INVALIDATE makes them invalid")
  @Default.Enum("KEEP")
  CosmicRayRule.Treatment getCosmicRays();

  void setCosmicRays(CosmicRayRule.Treatment value);

  @Description("L.A.Cosmic: how sharp an edge must be, in sigma of its noise")
  @Default.Double(4.5)
  @Range(min = 0.1, max = 1000, unit = "sigma")
  double getCosmicRaySigma();

  void setCosmicRaySigma(double value);

  @Description("L.A.Cosmic: fraction of --cosmicRaySigma at which neighbours of a hit count as hit")
  @Default.Double(0.3)
  @Range(min = 0.001, max = 1)
  double getCosmicRayFraction();

  void setCosmicRayFraction(double value);

  @Description(
      "L.A.Cosmic: how much sharper than a star a hit must be; a larger value"
          + " spares sharp stars")
  @Default.Double(5)
  @Range(min = 0, max = 1000000)
  double getCosmicRayObjectLimit();

  void setCosmicRayObjectLimit(double value);

  @Description("L.A.Cosmic: largest number of passes")
  @Default.Integer(4)
  @Range(min = 1, max = 100)
  int getCosmicRayIterations();

  void setCosmicRayIterations(int value);

  /** Returns the settings of cosmic rays. */
  static CosmicRayRule cosmicRaySettings(CosmicRayOptions options) {
    return new CosmicRayRule(
        options.getCosmicRays(),
        options.getCosmicRaySigma(),
        options.getCosmicRayFraction(),
        options.getCosmicRayObjectLimit(),
        options.getCosmicRayIterations());
  }
}
