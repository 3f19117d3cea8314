package org.nightbeam.header;

import java.io.Serializable;
import java.time.Duration;
import org.nightbeam.header.dialect.Dialect;
import org.nightbeam.signal.Preparation;

/**
 * Rules for reading headers. They travel to all workers, so they hold the text of files, not just
 * their names.
 *
 * @param typeFrom where the type of a frame is looked for
 * @param nightRule when a night begins
 * @param dialectName name of the file of the user's own dialect, for messages; empty for none
 * @param dialect its text; empty for none
 * @param factsName name of the file of facts stated by hand; empty for none
 * @param facts its text; empty for none
 * @param verifyChecksums whether DATASUM and CHECKSUM of frames are verified
 * @param preparation what is done to the stored numbers first
 */
public record HeaderRules(
    TypeFrom typeFrom,
    NightRule nightRule,
    String dialectName,
    String dialect,
    String factsName,
    String facts,
    boolean verifyChecksums,
    Preparation preparation)
    implements Serializable {

  /** The dialect of the program, nothing stated, and nights ten hours behind UTC. */
  public static final HeaderRules DEFAULTS =
      new HeaderRules(
          TypeFrom.AUTO,
          NightRule.behindUtc(Duration.ofHours(10)),
          "",
          "",
          "",
          "",
          true,
          Preparation.NONE);

  /**
   * Returns the words of headers: those of the program, and of the user's own file over them. It is
   * read anew each time.
   */
  public Dialect words() {
    return Dialect.overlaid(dialect, dialectName);
  }

  /** Returns the rules for images made of raw frames: their overscan is gone, they are trimmed. */
  public HeaderRules ofProducts() {
    return new HeaderRules(
        typeFrom,
        nightRule,
        dialectName,
        dialect,
        factsName,
        facts,
        verifyChecksums,
        Preparation.NONE);
  }
}
