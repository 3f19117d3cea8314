package org.nightbeam.master;

import java.util.List;
import org.nightbeam.frame.FrameType;
import org.nightbeam.frame.Processing;

/**
 * Decides whether a dark still contains its bias: nothing subtracted it, neither a master bias, nor
 * an overscan, nor other software before. Such a dark is no rate, and the noise of its dark current
 * cannot be told from its level.
 */
public final class BiasInDark {
  private BiasInDark() {}

  /**
   * Returns whether the bias stays in a master that is made now; of other types than darks it never
   * does.
   *
   * @param type of the master
   * @param inputs its frames, at least one
   * @param subtracted whether a master bias is subtracted from them
   */
  static boolean staysIn(FrameType type, List<MasterInput> inputs, boolean subtracted) {
    return type.isDark()
        && !subtracted
        && inputs.stream()
            .allMatch(
                input -> input.overscan() == null && !input.frame().processing().isBiasDone());
  }

  /**
   * Returns whether the bias is in a master dark that is subtracted from a light, and so is that of
   * the light until then.
   *
   * @param dark null for none
   * @param bias of the light; null for none
   * @param overscan whether the light's overscan is subtracted
   * @param light what was done to the light before
   */
  public static boolean isSubtractedBy(
      MasterNoise dark, MasterNoise bias, boolean overscan, Processing light) {
    return dark != null && dark.bias() == null && bias == null && !overscan && !light.isBiasDone();
  }
}
