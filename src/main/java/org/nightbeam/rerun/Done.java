package org.nightbeam.rerun;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.reason.Reason;
import org.nightbeam.table.FrameRow;
import org.nightbeam.table.FrameStatus;

/**
 * The masters and lights of a plan whose products exist and are up to date.
 *
 * @param masters that need not be made
 * @param lights that need not be calibrated
 */
public record Done(List<Master> masters, List<Light> lights) {
  /** No product at all. */
  public static final Done NOTHING = new Done(List.of(), List.of());

  /** Returns whether everything has to be made. */
  public boolean isEmpty() {
    return masters.isEmpty() && lights.isEmpty();
  }

  /**
   * A master that need not be made.
   *
   * @param reference to it
   * @param frames number of frames of its group
   * @param refused the frames of its group that are not in it
   * @param warning what is odd about its frames; empty for nothing
   */
  public record Master(
      MasterReference reference, int frames, List<Journal.Refused> refused, String warning) {
    /**
     * Returns the rows of its frames.
     *
     * @param spec of the master
     * @param frames of its group
     * @param bias path of the bias that they were corrected with; null for none
     * @param dark path of the dark that they were corrected with; null for none
     */
    public List<FrameRow> rows(MasterSpec spec, List<Frame> frames, String bias, String dark) {
      List<FrameRow> rows = new ArrayList<>();
      for (Frame frame : frames) {
        Optional<Journal.Refused> bad =
            refused.stream()
                .filter(each -> each.uri().equals(frame.uri()) && each.hdu() == frame.hdu())
                .findFirst();
        rows.add(
            bad.isPresent()
                ? FrameRow.leftOut(frame, Reason.ofStored(bad.get().reason()))
                : FrameRow.of(
                        frame.warned(warning.isEmpty() ? null : warning),
                        FrameStatus.USED_IN_MASTER,
                        Reason.remark(spec.remark()))
                    .with(bias, dark, null)
                    .into(reference.path()));
      }
      return rows;
    }
  }

  /**
   * A light that need not be calibrated, or only if its masters come out otherwise than before, or
   * its raw frame is another.
   *
   * @param output path of the product below the output
   * @param entry its product, or why there is none; of an {@link Recipe} and a raw frame
   * @param certain whether it is up to date; else it is if these turn out to be its recipe and its
   *     raw frame: masters of it are made again, and may come out as they were; or its file was
   *     touched
   */
  public record Light(String output, Journal.Entry entry, boolean certain) {

    /** Returns which light it is, see {@link org.nightbeam.plan.CalibratedName#id}. */
    public String id() {
      return entry.id();
    }

    /**
     * Returns the row of its frame.
     *
     * @param bias path of the bias; null for none
     * @param dark path of the dark; null for none
     * @param flat path of the flat; null for none
     */
    public FrameRow row(LightFrame light, String bias, String dark, String flat) {
      String note = entry.note();
      return !entry.product().isEmpty()
          ? FrameRow.of(
                  light.frame().warned(note.isEmpty() ? null : note),
                  FrameStatus.UP_TO_DATE,
                  Reason.remark(light.remark()))
              .with(bias, dark, flat)
              .into(output)
              .looking(entry.statistics())
          : FrameRow.of(light.frame(), FrameStatus.REJECTED, Reason.ofStored(note));
    }
  }
}
