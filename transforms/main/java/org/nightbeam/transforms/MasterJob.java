package org.nightbeam.transforms;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.MasterInput;
import org.nightbeam.master.MasterReference;
import org.nightbeam.plan.MasterSpec;

/**
 * A master to be made of the inputs that were found to be good.
 *
 * @param spec the master
 * @param inputs in {@link Frame#ORDER}; none if no frame can be used
 * @param rejected frames that were found to be bad
 * @param bias that its inputs need; null for none
 * @param dark that its inputs need; null for none
 */
record MasterJob(
    MasterSpec spec,
    List<MasterInput> inputs,
    List<Rejection> rejected,
    MasterReference bias,
    MasterReference dark) {

  /** A frame that could not be read, and why. */
  record Rejection(Frame frame, String reason) {}

  /** The same master without the frames that failed later. */
  MasterJob without(List<Rejection> failed) {
    Set<Frame> frames = failed.stream().map(Rejection::frame).collect(Collectors.toSet());
    List<MasterInput> others =
        inputs.stream().filter(input -> !frames.contains(input.frame())).toList();
    return new MasterJob(spec, others, rejected, bias, dark);
  }
}
