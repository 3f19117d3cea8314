package org.nightbeam.master.store;

import java.util.function.Function;
import org.nightbeam.fits.FitsSection;
import org.nightbeam.frame.FrameType;
import org.nightbeam.plan.MasterSection;

/**
 * A finished master, by reference: what travels instead of its pixels.
 *
 * @param id its id in the plan
 * @param type bias, dark, dark-flat or flat
 * @param uri where its FITS file is
 * @param path that file's path below the output
 * @param width pixels per row
 * @param height rows
 * @param dataOffset byte of its first pixel
 * @param sha256 hash of its pixels as the file has them (float32, big-endian), 64 hexadecimal
 *     digits
 * @param section of its pixels that is used; null for all of them
 */
public record MasterReference(
    String id,
    FrameType type,
    String uri,
    String path,
    int width,
    int height,
    long dataOffset,
    String sha256,
    FitsSection section) {

  /** Makes the reference of a whole master. */
  public MasterReference(
      String id,
      FrameType type,
      String uri,
      String path,
      int width,
      int height,
      long dataOffset,
      String sha256) {
    this(id, type, uri, path, width, height, dataOffset, sha256, null);
  }

  /**
   * Finds a master, or a section of it, by the id that a plan names it with.
   *
   * @param whole finds whole masters by their ids
   * @return null for a null id, or where there is none
   */
  public static MasterReference find(String id, Function<String, MasterReference> whole) {
    if (id == null) {
      return null;
    }
    MasterSection named = MasterSection.of(id);
    MasterReference master = whole.apply(named.masterId());
    return master == null || named.section() == null ? master : master.cut(named.section());
  }

  /** Returns the same master, of which only a section is used; its path names the section. */
  private MasterReference cut(FitsSection part) {
    return new MasterReference(id, type, uri, path + part, width, height, dataOffset, sha256, part);
  }

  /** Returns what tells its pixels from those of all other masters, or sections of masters. */
  public String pixels() {
    return section == null ? sha256 : sha256 + section;
  }

  /** Returns the number of bytes of its pixels in the file. */
  public long dataBytes() {
    return 4L * width * height;
  }
}
