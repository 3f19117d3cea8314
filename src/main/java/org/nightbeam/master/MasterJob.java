package org.nightbeam.master;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.master.store.MasterStore;
import org.nightbeam.plan.MasterSpec;
import org.nightbeam.quality.FrameSample;
import org.nightbeam.quality.Misfits;
import org.nightbeam.reason.Reason;
import org.nightbeam.reason.ReasonCode;

/**
 * A master to be made from the frames that passed the check.
 *
 * @param spec the master
 * @param inputs in {@link Frame#ORDER}; none if no frame can be used
 * @param rejected frames that were found to be bad
 * @param doubt what a person should look at, though all frames are used; null for nothing
 * @param bias that its inputs need; null for none
 * @param dark that its inputs need; null for none
 * @param failure why it cannot be made whatever its inputs; null if it can
 */
public record MasterJob(
    MasterSpec spec,
    List<MasterInput> inputs,
    List<Rejection> rejected,
    String doubt,
    MasterReference bias,
    MasterReference dark,
    String failure) {

  /** Why a master is not made that has no input. */
  public static final String NO_INPUT_LEFT = "none of its frames can be used";

  /** A frame that is not used, and why. */
  public record Rejection(Frame frame, Reason reason) {}

  /**
   * Returns the job of a master whose own masters are there.
   *
   * @param checked all frames of the master
   * @param bias that they need; null for none
   * @param dark that they need; null for none
   * @param store of the masters
   */
  public static MasterJob of(
      List<CheckedFrame> checked, MasterReference bias, MasterReference dark, MasterStore store)
      throws IOException {
    MasterJob all = sorted(checked, bias, dark, null);
    List<CheckedFrame> sampled = compared(checked, all.inputs.size());
    if (sampled.isEmpty()) {
      return all;
    }
    List<Rejection> copies = new ArrayList<>();
    List<CheckedFrame> compared = withoutCopies(sampled, copies);
    Misfits.Found found =
        Misfits.find(
            compared.get(0).use().master().type(),
            compared.stream().map(CheckedFrame::sample).toList(),
            zeroPoint(compared.get(0), bias, store));
    List<Rejection> misfits = new ArrayList<>(copies);
    for (Misfits.Misfit misfit : found.misfits()) {
      misfits.add(
          new Rejection(
              compared.get(misfit.index()).use().frame(),
              Reason.of(
                  ReasonCode.MISFIT, misfit.reason() + "; --misfits=KEEP uses it all the same")));
    }
    MasterJob job = all.without(misfits);
    return found.doubt().isEmpty() ? job : job.doubted(found.doubt());
  }

  /**
   * Returns the job of a master that cannot be made, as one of its own masters could not.
   *
   * @param checked all frames of the master
   * @param failure what is missing
   */
  public static MasterJob failed(List<CheckedFrame> checked, String failure) {
    MasterJob all = sorted(checked, null, null, failure);
    return all.inputs.isEmpty() ? all.failingFor(NO_INPUT_LEFT) : all;
  }

  private static MasterJob sorted(
      List<CheckedFrame> checked, MasterReference bias, MasterReference dark, String failure) {
    List<CheckedFrame> ordered = new ArrayList<>(checked);
    ordered.sort((a, b) -> Frame.ORDER.compare(a.use().frame(), b.use().frame()));
    List<MasterInput> good = new ArrayList<>();
    List<Rejection> bad = new ArrayList<>();
    for (CheckedFrame frame : ordered) {
      if (frame.failure() == null) {
        good.add(new MasterInput(frame.use().frame(), frame.overscan(), frame.level()));
      } else {
        bad.add(new Rejection(frame.use().frame(), frame.failure()));
      }
    }
    return new MasterJob(checked.get(0).use().master(), good, bad, null, bias, dark, failure);
  }

  /** Returns the frames that were sampled, in order; none unless all good ones were. */
  private static List<CheckedFrame> compared(List<CheckedFrame> checked, int good) {
    List<CheckedFrame> compared = new ArrayList<>();
    for (CheckedFrame frame : checked) {
      if (frame.sample() != null) {
        compared.add(frame);
      }
    }
    if (compared.size() < good) {
      return List.of();
    }
    compared.sort((a, b) -> Frame.ORDER.compare(a.use().frame(), b.use().frame()));
    return compared;
  }

  /**
   * Returns each exposure once. Two exposures are never alike in all the pixels that are looked at,
   * as each has noise of its own; a copy under another name is.
   *
   * @param copies takes the others
   */
  private static List<CheckedFrame> withoutCopies(
      List<CheckedFrame> ordered, List<Rejection> copies) {
    Map<List<Object>, Frame> seen = new HashMap<>();
    List<CheckedFrame> once = new ArrayList<>();
    for (CheckedFrame checked : ordered) {
      Frame frame = checked.use().frame();
      FrameSample sample = checked.sample();
      Frame first = sample.noise() > 0 ? seen.putIfAbsent(sample.values(), frame) : null;
      if (first == null) {
        once.add(checked);
      } else {
        copies.add(
            new Rejection(
                frame,
                Reason.of(
                    ReasonCode.COPY,
                    "the same pixels as "
                        + first.path()
                        + ", which is counted once; --misfits=KEEP counts both")));
      }
    }
    return once;
  }

  /** Returns the level in ADU of a frame without light and dark current; NaN if it is not known. */
  private static double zeroPoint(CheckedFrame any, MasterReference bias, MasterStore store)
      throws IOException {
    if (bias == null) {
      return Double.NaN;
    }
    try (Pedestal pedestal = Pedestal.open(store, bias, null)) {
      double overscan = any.overscan() == null ? 0 : any.overscan().mean();
      Frame frame = any.use().frame();
      return overscan + pedestal.mean(frame.height(), frame.width());
    }
  }

  /** Returns whether there is something to combine. */
  public boolean canBeMade() {
    return failure == null && !inputs.isEmpty();
  }

  /** Returns the same job with further frames rejected. */
  public MasterJob without(List<Rejection> more) {
    if (more.isEmpty()) {
      return this;
    }
    Set<Frame> frames = more.stream().map(Rejection::frame).collect(Collectors.toSet());
    List<MasterInput> left =
        inputs.stream().filter(input -> !frames.contains(input.frame())).toList();
    List<Rejection> all = new ArrayList<>(rejected);
    all.addAll(more);
    return new MasterJob(spec, left, all, doubt, bias, dark, failure);
  }

  /** Returns the same job with something to look at. */
  MasterJob doubted(String what) {
    String both = doubt == null ? what : doubt + "; " + what;
    return new MasterJob(spec, inputs, rejected, both, bias, dark, failure);
  }

  /** Returns the same job, which cannot be made for this reason. */
  public MasterJob failingFor(String reason) {
    return new MasterJob(spec, inputs, rejected, doubt, bias, dark, reason);
  }
}
