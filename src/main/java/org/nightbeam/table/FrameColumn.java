package org.nightbeam.table;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.Setup;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.registration.Placement;

/**
 * A column of the table of frames. The table has them in this order; a new one comes last, so that
 * programs which count columns go on working.
 */
public enum FrameColumn {
  /** Path below the input that named it. */
  PATH(FrameRow::path),
  /** Number of the HDU; empty for a whole file. */
  HDU(row -> row.hdu() < 0 ? "" : row.hdu()),
  /** Final status of the frame. */
  STATUS(row -> row.status().label()),
  /** Why, for a person to read. */
  REASON(FrameRow::reason),
  /** Type of the frame. */
  TYPE(row -> row.frame() == null ? "unknown" : row.frame().type().label()),
  /** Local date at the noon before. */
  NIGHT(ofFrame(Frame::night)),
  /** The camera. */
  CAMERA(ofCamera(CameraConfiguration::camera)),
  /** Filters in the beam. */
  FILTER(ofFrame(Frame::filter)),
  /** Exposure time in seconds. */
  EXPOSURE_S(ofFrame(frame -> number(frame.exposure()))),
  /** Temperature of the sensor in degrees Celsius. */
  TEMPERATURE_C(ofFrame(frame -> number(frame.temperature()))),
  /** Binning along the row. */
  XBIN(ofCamera(CameraConfiguration::xbin)),
  /** Binning along the column. */
  YBIN(ofCamera(CameraConfiguration::ybin)),
  /** The master bias. */
  BIAS(FrameRow::bias),
  /** The master dark. */
  DARK(FrameRow::dark),
  /** The master flat. */
  FLAT(FrameRow::flat),
  /** The product that the frame went into. */
  OUTPUT(FrameRow::output),
  /** Start of the exposure. */
  TIME_UTC(ofFrame(Frame::time)),
  /** Pixels per row of the image that is kept. */
  WIDTH(ofCamera(CameraConfiguration::width)),
  /** Rows of the image that is kept. */
  HEIGHT(ofCamera(CameraConfiguration::height)),
  /** Gain setting. */
  GAIN(ofCamera(CameraConfiguration::gain)),
  /** Offset setting. */
  OFFSET(ofCamera(CameraConfiguration::offset)),
  /** Readout mode. */
  READOUT_MODE(ofCamera(CameraConfiguration::readoutMode)),
  /** Colour filter array. */
  CFA_PATTERN(ofCamera(CameraConfiguration::cfaPattern)),
  /** URI of the file. */
  URI(FrameRow::uri),
  /** Facts that were stated by hand, and where. */
  STATED(ofFrame(frame -> frame.notes().stated())),
  /** Oddities of the frame or its header. */
  WARNINGS(ofFrame(frame -> frame.notes().warnings())),
  /** Angle of the rotator in degrees. */
  ROTATOR(ofFrame(frame -> number(frame.rotator()))),
  /** Level of the calibrated sky in ADU. */
  SKY_ADU(ofLight(LightStatistics::sky)),
  /** Noise of a calibrated pixel in ADU. */
  NOISE_ADU(ofLight(LightStatistics::noise)),
  /** Fraction of the raw pixels that are saturated. */
  SATURATED_FRACTION(ofLight(LightStatistics::saturated)),
  /** Stars of the whole frame. */
  STARS(ofLight(LightStatistics::stars)),
  /** Median width of stars at half their height, in pixels. */
  FWHM_PX(ofLight(LightStatistics::fwhm)),
  /** Why, for programs. */
  REASON_CODE(row -> row.why().code().label()),
  /** The masters that are lacking, and those that come near, see {@link Lacks}. */
  REASON_DETAILS(row -> Lacks.json(row.why().lacks())),
  /** Origin of the night if it is only a default. */
  NIGHT_BY(ofFrame(frame -> frame.notes().nightByDefault() ? FrameColumn.BY_DEFAULT : "")),
  /** Target of a light, from its header. */
  OBJECT(ofFrame(frame -> frame.pointing().object())),
  /** Airmass, by the header of a light. */
  AIRMASS(ofFrame(frame -> rough(frame.pointing().airmass()))),
  /** Median width of stars at half their height, in arcseconds. */
  FWHM_ARCSEC(
      row ->
          row.frame() == null
              ? ""
              : rough(row.statistics().fwhm() * row.frame().pointing().pixelScale())),
  /** Long axis of stars over their short one. */
  ELONGATION(ofQuality(LightQuality::elongation)),
  /** Degrees from the rows to the long axis of stars. */
  ELONGATION_DEG(ofQuality(LightQuality::direction)),
  /** Magnitude of a star of 5 standard deviations, without a zero point. */
  LIMITING_MAG(ofQuality(LightQuality::limitingMagnitude)),
  /** Fraction of the starlight that came through, relative to the best lights of the field. */
  TRANSPARENCY(row -> rough(row.grade().transparency())),
  /** Marks of an odd light. */
  ODD(row -> row.grade().inWords()),
  /** Right ascension of a light in degrees, by its header. */
  RA_DEG(ofFrame(frame -> fine(frame.pointing().rightAscension()))),
  /** Declination of a light in degrees, by its header. */
  DEC_DEG(ofFrame(frame -> fine(frame.pointing().declination()))),
  /** Longitude of the telescope in degrees east. */
  LONGITUDE_DEG(ofFrame(frame -> fine(frame.pointing().longitude()))),
  /** Latitude of the telescope in degrees north. */
  LATITUDE_DEG(ofFrame(frame -> fine(frame.pointing().latitude()))),
  /** The field that a light is of: its target, and a number if that has several. */
  FIELD(row -> row.placement().field()),
  /** The light that those of its field are registered to. */
  REFERENCE(row -> row.placement().reference() == null ? "" : row.placement().reference().light()),
  /** Outcome of the registration, as a code for programs. */
  REGISTRATION(row -> row.placement().outcome().label()),
  /** Why a light is not registered. */
  REGISTRATION_DETAILS(row -> row.placement().failure()),
  /** Stars in common with the reference. */
  MATCHED_STARS(row -> row.placement().isFound() ? row.placement().matched() : ""),
  /** Root mean square of their distances, in pixels. */
  REGISTRATION_RMS_PX(row -> rough(row.placement().rms())),
  /** Column of the reference's centre on the light minus its column on the reference, in pixels. */
  SHIFT_X_PX(ofPlacement(Placement::shiftX)),
  /** The same in rows. */
  SHIFT_Y_PX(ofPlacement(Placement::shiftY)),
  /** Degrees that the light is turned by. */
  ROTATION_DEG(ofPlacement(placement -> placement.transform().rotation())),
  /** Pixels of the light per pixel of the reference. */
  PIXEL_RATIO(ofPlacement(placement -> placement.transform().scale())),
  /** Fluxes on the light over those on the reference. */
  FLUX_RATIO(ofPlacement(Placement::fluxRatio)),
  /** The stack that a light went into. */
  STACK(row -> row.stacked().stack()),
  /** Why it went into none. */
  STACK_DETAILS(row -> row.stacked().whyNot()),
  /** The telescope. */
  TELESCOPE(
      ofCamera(
          camera ->
              new Setup(camera.setup()).values().getOrDefault(Setup.Kind.TELESCOPE.label(), "")));

  /** Stands in {@link #NIGHT_BY} where nothing but the default offset from UTC tells the night. */
  public static final String BY_DEFAULT = "default";

  /** Facts of a frame from its header, in the order in which they are shown. */
  public static final List<FrameColumn> FACTS =
      List.of(
          TYPE,
          NIGHT,
          TIME_UTC,
          CAMERA,
          FILTER,
          EXPOSURE_S,
          TEMPERATURE_C,
          XBIN,
          YBIN,
          GAIN,
          OFFSET,
          READOUT_MODE,
          CFA_PATTERN,
          ROTATOR,
          OBJECT,
          RA_DEG,
          DEC_DEG,
          AIRMASS,
          LONGITUDE_DEG,
          LATITUDE_DEG,
          WIDTH,
          HEIGHT,
          STATED,
          WARNINGS);

  private static final MathContext ROUGH = new MathContext(5);

  private final Function<FrameRow, Object> value;

  FrameColumn(Function<FrameRow, Object> value) {
    this.value = value;
  }

  private static Function<FrameRow, Object> ofFrame(Function<Frame, Object> fact) {
    return row -> {
      Object value = row.frame() == null ? null : fact.apply(row.frame());
      return value == null ? "" : value;
    };
  }

  private static Function<FrameRow, Object> ofCamera(Function<CameraConfiguration, Object> fact) {
    return ofFrame(frame -> fact.apply(frame.configuration()));
  }

  private static Function<FrameRow, Object> ofLight(ToDoubleFunction<LightStatistics> value) {
    return row -> rough(value.applyAsDouble(row.statistics()));
  }

  private static Function<FrameRow, Object> ofQuality(ToDoubleFunction<LightQuality> value) {
    return row -> rough(value.applyAsDouble(row.statistics().quality()));
  }

  private static Function<FrameRow, Object> ofPlacement(ToDoubleFunction<Placement> value) {
    return row -> row.placement().isFound() ? rough(value.applyAsDouble(row.placement())) : "";
  }

  /** Returns the name at the head of the column. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the value of a row; an empty text for what is not known. */
  Object value(FrameRow row) {
    return value.apply(row);
  }

  /** Returns a few digits of a value that is not known better. */
  private static String rough(double value) {
    return Double.isFinite(value) ? number(new BigDecimal(value).round(ROUGH).doubleValue()) : "";
  }

  /** Returns degrees to a few milliarcseconds. */
  private static String fine(double degrees) {
    return number(Math.rint(degrees * 1e6) / 1e6);
  }

  /** Returns whole numbers without a point, unknown ones as an empty text. */
  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
