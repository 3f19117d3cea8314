package org.nightbeam.master;

import java.io.IOException;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.frame.Frame;
import org.nightbeam.frame.FrameType;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.pixels.FramePixels;
import org.nightbeam.pixels.Overscan;
import org.nightbeam.plan.CalibrationFrame;
import org.nightbeam.quality.FrameSample;
import org.nightbeam.reason.ReasonCode;
import org.nightbeam.signal.Preparation;

/**
 * Checks calibration frames before they are combined: that their pixels are there, their overscan,
 * and the level of a flat; takes the sample by which the frames of one master are compared. Safe
 * for use by several threads.
 */
public final class FrameCheck {
  /** Pixels below which no statistics are taken of a frame. */
  private static final long FEWEST_PIXELS = 64 * 64;

  private final FramePixels pixels;
  private final MasterStore masters;
  private final Preparation preparation;
  private final boolean compare;

  /**
   * @param compare whether frames are sampled, to find those that do not belong to the others
   */
  public FrameCheck(
      FramePixels pixels, MasterStore masters, Preparation preparation, boolean compare) {
    this.pixels = pixels;
    this.masters = masters;
    this.preparation = preparation;
    this.compare = compare;
  }

  /** The masters that a flat is corrected with before its level is measured. */
  public interface FlatMasters {
    /**
     * Opens them.
     *
     * @return null if one of them could not be made; this is then said once, of the master flat
     */
    Pedestal open(MasterStore store) throws IOException;
  }

  /**
   * Checks a frame.
   *
   * @param flatMasters supplies the masters if the frame is a flat
   * @return the frame; if it cannot be used, with the reason
   * @throws IOException if a master or the storage fails, not the frame
   */
  public CheckedFrame check(CalibrationFrame use, FlatMasters flatMasters) throws IOException {
    Frame frame = use.frame();
    try {
      pixels.check(frame);
      Overscan overscan = Overscan.measure(frame, pixels, preparation.overscan());
      if (use.master().type() != FrameType.BIAS) {
        requireZeroPoint(use, overscan);
      }
      FlatLevel level =
          use.master().type() == FrameType.FLAT ? level(frame, overscan, flatMasters) : null;
      return new CheckedFrame(use, overscan, level, sample(use), null);
    } catch (UnreadableFileException unusable) {
      return new CheckedFrame(use, null, null, null, unusable.reason());
    }
  }

  private void requireZeroPoint(CalibrationFrame use, Overscan overscan)
      throws UnreadableFileException {
    boolean known = overscan != null || use.master().biasId() != null;
    if (preparation.linearity().isOn() && !known) {
      throw new UnreadableFileException(
          ReasonCode.CORRECTION,
          "--linearity is a correction of counts above bias, and there is neither a master bias"
              + " nor an overscan");
    }
  }

  private FlatLevel level(Frame flat, Overscan overscan, FlatMasters flatMasters)
      throws IOException {
    try (Pedestal pedestal = flatMasters.open(masters)) {
      return pedestal == null
          ? null
          : FlatLevel.measure(flat, pixels, pedestal, overscan, preparation.linearity());
    }
  }

  private FrameSample sample(CalibrationFrame use) throws IOException {
    Frame frame = use.frame();
    boolean compared =
        compare
            && !use.master().processing().isMaster()
            && (long) frame.width() * frame.height() >= FEWEST_PIXELS;
    return compared ? FrameSample.of(frame, pixels) : null;
  }
}
