package org.nightbeam.transforms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nightbeam.correction.Correction;
import org.nightbeam.cosmicrays.CosmicRayRule;
import org.nightbeam.fields.Field;
import org.nightbeam.fields.FieldLight;
import org.nightbeam.fits.PixelFormat;
import org.nightbeam.fixture.Cameras;
import org.nightbeam.fixture.Frames;
import org.nightbeam.fixture.Lights;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.frame.Compression;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;
import org.nightbeam.grading.BrightStars;
import org.nightbeam.grading.Grade;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.grading.Mark;
import org.nightbeam.master.CheckedFrame;
import org.nightbeam.master.FlatLevel;
import org.nightbeam.master.LibraryMaster;
import org.nightbeam.master.MasterInput;
import org.nightbeam.master.MasterJob;
import org.nightbeam.master.MasterLibrary;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.pixels.Overscan;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.MasterPlan;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.plan.NamedLight;
import org.nightbeam.quality.FrameSample;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.registration.ColourRatios;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Outcome;
import org.nightbeam.registration.Placement;
import org.nightbeam.registration.Transform;
import org.nightbeam.rerun.Done;
import org.nightbeam.rerun.Journal;
import org.nightbeam.storage.FileStamp;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;
import org.nightbeam.table.LightStatistics;
import org.nightbeam.transforms.coder.RecordCoder;
import org.nightbeam.transforms.master.Band;
import org.nightbeam.transforms.master.Tile;
import org.nightbeam.transforms.master.WrittenMaster;
import org.nightbeam.transforms.work.InputFile;
import org.nightbeam.transforms.work.MasterOutcome;

class RecordCoderTest {
  private static final CameraConfiguration CAMERA =
      Cameras.camera("Ünïcode \n, cam")
          .hdu(2)
          .binning(1, 2)
          .offset("30")
          .readoutMode("m")
          .colours("RGGB")
          .build();
  private static final Journal.Entry DONE =
      new Journal.Entry(
          "id",
          "recipe",
          "o",
          new FileStamp(1, 2, 3, 4, "tag"),
          2880,
          5,
          "fingerprint",
          "/a/b.fits",
          new Journal.Raw(new FileStamp(5, 6, 7, 8), "contents"),
          "w",
          List.of(),
          LightStatistics.UNKNOWN);

  private static final Frame FULL =
      Frames.light()
          .path("b.fits")
          .uri("/a/b.fits")
          .hdu(2)
          .oneOfSeveral()
          .compression(Compression.TILES)
          .dataOffset(5760)
          .format(new PixelFormat(32, 0.5, -3, Long.MIN_VALUE))
          .camera(CAMERA)
          .exposure(60.25)
          .filter("V+nd")
          .time(Instant.parse("2024-02-29T23:59:59.123456789Z"))
          .night(LocalDate.of(2024, 2, 29))
          .build();
  private static final Frame BARE =
      Frames.of(FrameType.UNKNOWN)
          .path("c.fits")
          .uri("/a/c.fits")
          .format(new PixelFormat(-64, 1, 0, null))
          .camera(CAMERA)
          .exposure(Double.NaN)
          .temperature(Double.NaN)
          .refused(Reason.of(ReasonCode.TYPE_UNKNOWN, "type unknown"))
          .build();
  private static final MasterSpec SPEC =
      new MasterSpec(
          "n/dark",
          FrameType.DARK,
          CAMERA,
          null,
          7,
          60,
          60,
          Double.NaN,
          Double.NaN,
          "",
          "n/bias",
          null,
          "",
          false,
          Processing.COMBINED);
  private static final MasterReference REFERENCE =
      new MasterReference("n/dark", FrameType.DARK, "s3://b/m", "m", 10, 20, 2880, "ab".repeat(32));

  static List<Record> everyRecordThatTravels() {
    MasterJob job =
        new MasterJob(
            SPEC,
            List.of(
                new MasterInput(FULL, null, new FlatLevel(1, 2, 3, 4)),
                new MasterInput(BARE, null, null)),
            List.of(new MasterJob.Rejection(BARE, Reason.of(ReasonCode.TRUNCATED, "broken"))),
            "doubt",
            REFERENCE,
            null,
            null);
    CalibrationFrame use = new CalibrationFrame(SPEC, FULL);
    CheckedFrame broken =
        new CheckedFrame(use, null, null, null, Reason.of(ReasonCode.TRUNCATED, "broken"));
    LightFrame light = new LightFrame(FULL, "a", null, "c", "remark");
    LightQuality quality =
        new LightQuality(
            "M 31", 1.2, Double.NaN, 4, 3.5, 1.1, -9, 0.01, -8, 0, 0, new BrightStars("AAAA"));
    return List.of(
        FULL,
        BARE,
        use,
        light,
        new LightTask(new NamedLight(light, "calibrated/a.fits"), new Done.Light("o", DONE, false)),
        REFERENCE,
        SPEC,
        job,
        new InputFile("/x", "x"),
        new FlatLevel(1, 2, 3, 4),
        new WrittenMaster(job, REFERENCE),
        new WrittenMaster(MasterJob.failed(List.of(broken), "why"), null),
        new MasterPlan(
            List.of(SPEC),
            List.of(
                new MasterPlan.Unmakeable(
                    "x", FrameType.FLAT, Reason.of(ReasonCode.NO_MATCH, "y"), "y", null)),
            List.of(SPEC)),
        new RunPlan(
            new MasterPlan(List.of(SPEC), List.of(), List.of()),
            new MasterLibrary(List.of(new LibraryMaster(SPEC, REFERENCE))),
            new Done(
                List.of(
                    new Done.Master(REFERENCE, 7, List.of(new Journal.Refused("u", 0, "r")), "w")),
                List.of(new Done.Light("o", DONE, true)))),
        Known.of(SPEC),
        new MasterOutcome("id", REFERENCE, null),
        new MasterOutcome("id", null, "why"),
        broken,
        new CheckedFrame(
            use,
            new Overscan(true, List.of(1.5, Double.NaN)),
            null,
            new FrameSample(
                8,
                9,
                1.5,
                2,
                3,
                4,
                5,
                0.5,
                2,
                List.of(new FrameSample.Part(1, true)),
                List.of(1.0, Double.NaN),
                List.of(2.0)),
            null),
        new Band(job, 0, 7),
        new Tile("n/dark", "job", job, 0, "uri", List.of(7L, 0xffffffffL), null, null),
        new Tile(
            "n/dark", "job", null, 3, null, List.of(), BARE, Reason.of(ReasonCode.CHANGED, "gone")),
        FrameRow.of(FULL, FrameStatus.UP_TO_DATE, Reason.NONE).with("b", null, "f").into("o"),
        FrameRow.of(FULL, FrameStatus.CALIBRATED, Reason.NONE)
            .looking(new LightStatistics(1, 2, 0, 4, 3.5, quality))
            .graded(new Grade(0.5, List.of(Mark.CLOUD, Mark.SATELLITE_TRAIL))),
        FrameRow.of(FULL, FrameStatus.CALIBRATED, Reason.NONE)
            .placed(
                new Placement(
                    "m31",
                    new FieldReference("calibrated/a.fits", 2, 100, 80),
                    Outcome.REGISTERED,
                    new Transform(
                        49.5,
                        39.5,
                        50,
                        new double[] {1, 50, 1e-3, -0.1, 0.2, 1e-17},
                        new double[] {-3, 2e-3, 50, 0, Double.MIN_VALUE, 7}),
                    40,
                    31,
                    0.1,
                    1.01,
                    new ColourRatios(0.9, Double.NaN),
                    "")),
        new FieldLight(
            FrameRow.of(FULL, FrameStatus.CALIBRATED, Reason.NONE),
            List.of(new Field("m31", "cam", new FieldReference("calibrated/a.fits", 0, 9, 8)))),
        FrameRow.rejected(
            new Frame.Rejected("/in/p", "p", -1, Reason.of(ReasonCode.UNREADABLE, "r"), null)));
  }

  @ParameterizedTest
  @MethodSource("everyRecordThatTravels")
  <T extends Record> void aRecordComesBackFromItsBytes(T value) throws Exception {
    @SuppressWarnings("unchecked")
    RecordCoder<T> coder = RecordCoder.of((Class<T>) value.getClass());
    byte[] bytes = CoderUtils.encodeToByteArray(coder, value);
    assertEquals(value, CoderUtils.decodeFromByteArray(coder, bytes));
    assertArrayEquals(bytes, CoderUtils.encodeToByteArray(coder, value));
  }

  @ParameterizedTest
  @MethodSource("everyRecordThatTravels")
  void beamChoosesThisCoder(Record value) throws Exception {
    Coder<?> chosen = CoderRegistry.createDefault().getCoder(TypeDescriptor.of(value.getClass()));
    assertInstanceOf(RecordCoder.class, chosen);
  }

  @Test
  void aCoderSurvivesSerialisation() throws Exception {
    RecordCoder<Frame> coder = SerializableUtils.clone(RecordCoder.of(Frame.class));
    assertEquals(RecordCoder.of(Frame.class), coder);
    assertEquals(
        FULL, CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, FULL)));
  }

  private record WithMap(Map<String, String> map) {}

  @Test
  void aComponentThatCannotBeCodedIsNamed() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> RecordCoder.of(WithMap.class));
    assertTrue(refused.getMessage().contains("WithMap.map"), refused.getMessage());
  }

  private record WithInterface(List<Correction> corrections) {}

  /** A record that implements another interface than that of the component. */
  private record Stranger() {}

  @Test
  void recordsOfAnInterfaceComeBackAsWhatTheyAre() throws Exception {
    RecordCoder<WithInterface> coder = RecordCoder.of(WithInterface.class);
    WithInterface value =
        new WithInterface(
            Lights.settings()
                .then(new CosmicRayRule(CosmicRayRule.Treatment.INVALIDATE, 6, 0.5, 3, 2))
                .build()
                .corrections());
    byte[] bytes = CoderUtils.encodeToByteArray(coder, value);
    assertEquals(value, CoderUtils.decodeFromByteArray(coder, bytes));
  }

  @Test
  void recordThatDoesNotImplementTheInterfaceIsRefused() throws Exception {
    RecordCoder<WithInterface> coder = RecordCoder.of(WithInterface.class);
    String name = Stranger.class.getName();
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeBoolean(true); // a list
    out.writeInt(1);
    out.writeBoolean(true);
    out.writeInt(name.length());
    out.writeBytes(name);
    IOException refused =
        assertThrows(
            IOException.class, () -> coder.decode(new ByteArrayInputStream(bytes.toByteArray())));
    assertTrue(refused.toString().contains("implements"), refused.toString());
  }

  @Test
  void decodingIsStrictAboutLength() throws Exception {
    RecordCoder<Frame> coder = RecordCoder.of(Frame.class);
    byte[] bytes = CoderUtils.encodeToByteArray(coder, FULL);
    assertThrows(
        Exception.class,
        () -> CoderUtils.decodeFromByteArray(coder, Arrays.copyOf(bytes, bytes.length - 1)));
  }
}
