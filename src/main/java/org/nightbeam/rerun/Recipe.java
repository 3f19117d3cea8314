package org.nightbeam.rerun;

import java.util.List;
import org.nightbeam.calibrate.LightSettings;
import org.nightbeam.combine.CombineSettings;
import org.nightbeam.frame.Frame;
import org.nightbeam.master.Fingerprint;
import org.nightbeam.master.MasterPlanes;
import org.nightbeam.master.store.MasterReference;
import org.nightbeam.plan.LightFrame;
import org.nightbeam.plan.MasterSpec;

/**
 * A hash of everything that will determine a product, known before a pixel is read: all that is
 * known about the inputs, the masters by their hashes, the options. What the files are now counts
 * for masters; of a light {@link Journal.Raw} tells it.
 */
public final class Recipe {
  private Recipe() {}

  /**
   * Returns the recipe of a calibrated frame.
   *
   * @param ofProduct all lights that go into the same product, in their order
   * @param bias null for none
   * @param dark null for none
   * @param flat null for none
   */
  public static String of(
      LightFrame light,
      List<LightFrame> ofProduct,
      MasterReference bias,
      MasterReference dark,
      MasterReference flat,
      LightSettings settings) {
    Fingerprint recipe = new Fingerprint().add("light", light.frame().stamped(null));
    add(recipe, bias);
    add(recipe, dark);
    add(recipe, flat);
    ofProduct.forEach(other -> recipe.add("in one product with HDU", other.frame().hdu()));
    return recipe.add("remark", light.remark()).add("settings", settings).hex();
  }

  /**
   * Returns the recipe of a master.
   *
   * @param frames of its group, in {@link Frame#ORDER}
   * @param bias null for none
   * @param dark null for none
   * @param excludeMisfits whether frames that do not belong to the others are left out
   */
  public static String of(
      MasterSpec master,
      List<Frame> frames,
      MasterReference bias,
      MasterReference dark,
      CombineSettings settings,
      MasterPlanes planes,
      boolean excludeMisfits) {
    Fingerprint recipe =
        new Fingerprint().add("master", master).add("combined by", settings).add("planes", planes);
    if (!excludeMisfits) {
      recipe.add("misfits", "kept");
    }
    frames.forEach(frame -> recipe.add("frame", frame));
    add(recipe, bias);
    add(recipe, dark);
    return recipe.hex();
  }

  private static void add(Fingerprint recipe, MasterReference master) {
    recipe.add("master", master == null ? null : master.path() + " " + master.sha256());
  }
}
