package org.nightbeam.fields;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.registration.Placement;
import org.nightbeam.registration.Transform;
import org.nightbeam.table.FrameRow;

/**
 * A column of the table of a target, which says how its lights are aligned with their references.
 * Pixels are counted as in FITS: the centre of the first one is (1, 1).
 */
enum FieldColumn {
  /** Name of the field. */
  FIELD(row -> row.placement().field()),
  /** The camera, which has fields of its own. */
  CAMERA(Target::camera),
  /** The light, below the output. */
  LIGHT(FrameRow::output),
  /** Number of its image in the raw file. */
  HDU(FrameRow::hdu),
  /** Outcome of the registration. */
  REGISTRATION(row -> row.placement().outcome().label()),
  /** Why it is not registered. */
  DETAILS(row -> row.placement().failure()),
  /** The reference of the field, below the output. */
  REFERENCE(row -> row.placement().reference() == null ? "" : row.placement().reference().light()),
  /** State of its catalogue when it was registered. */
  CATALOGUE(Target::catalogue),
  /** State of the reference's catalogue then, which {@link FieldTable} fills in. */
  REFERENCE_CATALOGUE(row -> ""),
  /** Filters in the beam. */
  FILTER(row -> row.frame().filter()),
  /** Exposure time in seconds. */
  EXPOSURE_S(row -> number(row.frame().exposure())),
  /** Pixels per row of the light. */
  WIDTH(row -> row.frame().configuration().width()),
  /** Rows of the light. */
  HEIGHT(row -> row.frame().configuration().height()),
  /** Stars of the light that were compared, on the reference where it was registered. */
  STARS(row -> row.placement().stars()),
  /** Number of these with a counterpart on the reference. */
  MATCHED(row -> row.placement().matched()),
  /** Root mean square of the distances of partners, in pixels of the light. */
  RMS_PX(row -> number(row.placement().rms())),
  /** Fluxes on the light over those on the reference. */
  FLUX_RATIO(row -> number(row.placement().fluxRatio())),
  /** The same in red, of a colour sensor. */
  FLUX_RATIO_RED(row -> number(row.placement().colours().red())),
  /** The same in blue. */
  FLUX_RATIO_BLUE(row -> number(row.placement().colours().blue())),
  /** Middle column of the light. */
  CRPIX1(linear(linear -> linear.pixel[0])),
  /** Middle row of the light. */
  CRPIX2(linear(linear -> linear.pixel[1])),
  /** Column of the reference that it lies on. */
  CRVAL1(linear(linear -> linear.value[0])),
  /** Row of the reference that it lies on. */
  CRVAL2(linear(linear -> linear.value[1])),
  /** Columns of the reference per column of the light. */
  CD1_1(linear(linear -> linear.matrix[0][0])),
  /** Columns of the reference per row of the light. */
  CD1_2(linear(linear -> linear.matrix[0][1])),
  /** Rows of the reference per column of the light. */
  CD2_1(linear(linear -> linear.matrix[1][0])),
  /** Rows of the reference per row of the light. */
  CD2_2(linear(linear -> linear.matrix[1][1])),
  /** Column of the reference where u is 0. */
  CENTRE_X(transform(transform -> number(transform.centreX() + 1))),
  /** Row of the reference where v is 0. */
  CENTRE_Y(transform(transform -> number(transform.centreY() + 1))),
  /** Pixels of the reference where u and v are 1. */
  UNIT(transform(transform -> number(transform.unit()))),
  /** Coefficients of the column on the light. */
  X_TERMS(transform(transform -> terms(transform.xs()))),
  /** Coefficients of the row on the light. */
  Y_TERMS(transform(transform -> terms(transform.ys())));

  private final Function<FrameRow, Object> value;

  FieldColumn(Function<FrameRow, Object> value) {
    this.value = value;
  }

  /** Returns the name at the head of the column. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the value of a light; an empty text for what is not known. */
  Object value(FrameRow light) {
    return value.apply(light);
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  private static String terms(double[] coefficients) {
    double[] fromOne = coefficients.clone();
    fromOne[0] += 1;
    return Arrays.stream(fromOne).mapToObj(Double::toString).collect(Collectors.joining(" "));
  }

  private static Function<FrameRow, Object> transform(Function<Transform, Object> value) {
    return row -> row.placement().isFound() ? value.apply(row.placement().transform()) : "";
  }

  private static Function<FrameRow, Object> linear(ToDoubleFunction<Linear> value) {
    return row -> row.placement().isFound() ? number(value.applyAsDouble(Linear.of(row))) : "";
  }

  /**
   * The linear part of the way from a light to its reference, as a world coordinate system has it
   * whose world is the reference: {@code value + matrix (place - pixel)}, places from 1.
   */
  private record Linear(double[] pixel, double[] value, double[][] matrix) {
    static Linear of(FrameRow row) {
      Placement placement = row.placement();
      CameraConfiguration camera = row.frame().configuration();
      double x = (camera.width() - 1) / 2.0;
      double y = (camera.height() - 1) / 2.0;
      double[] on = placement.transform().back(x, y);
      double[][] d = placement.transform().derivatives(on[0], on[1]);
      double area = d[0][0] * d[1][1] - d[0][1] * d[1][0];
      return new Linear(
          new double[] {x + 1, y + 1},
          new double[] {on[0] + 1, on[1] + 1},
          new double[][] {{d[1][1] / area, -d[0][1] / area}, {-d[1][0] / area, d[0][0] / area}});
    }
  }
}
