package org.nightbeam.options;

import java.util.List;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.nightbeam.colour.ColourMeasurement;
import org.nightbeam.colour.ColourMethod;
import org.nightbeam.correction.Measurement;
import org.nightbeam.options.annotation.Heading;
import org.nightbeam.options.annotation.HeededBy;
import org.nightbeam.options.annotation.Verb;

/** Pictures in colour. */
@Heading("Colour")
@HeededBy({Verb.CALIBRATE, Verb.DEMO})
public interface ColourOptions extends PipelineOptions {
  @Description(
      "Write a colour image of each light of a one-shot-colour sensor: colour/*.fits in the"
          + " output, a cube of red, green and blue planes. SUPERPIXEL turns each cell of 2 x 2"
          + " pixels into one pixel, BILINEAR interpolates, MALVAR interpolates with sharper"
          + " detail, RCD along edges")
  @Default.Enum("NONE")
  ColourMethod getColour();

  void setColour(ColourMethod value);

  /** Returns the making of pictures, if any are wanted. */
  static List<Measurement> measurements(ColourOptions options) {
    return options.getColour() == ColourMethod.NONE
        ? List.of()
        : List.of(new ColourMeasurement(options.getColour()));
  }
}
