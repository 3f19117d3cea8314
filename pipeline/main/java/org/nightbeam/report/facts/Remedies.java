package org.nightbeam.report.facts;

import org.nightbeam.reason.ReasonCode;
import org.nightbeam.table.FrameColumn;

/** What a person can do about a frame that was set aside, by the code of its reason. */
public final class Remedies {
  private static final String LOOK = "See what its header says: nightbeam explain FILE.";

  private Remedies() {}

  /** Returns a remedy; where none is known, where to look. */
  public static String of(Row row) {
    ReasonCode code = ReasonCode.ofLabel(row.get(FrameColumn.REASON_CODE));
    return code == null ? LOOK : of(code);
  }

  public static String of(ReasonCode code) {
    return switch (code) {
      case TRUNCATED -> "Copy the file again from the camera's computer, then run again.";
      case CHECKSUM ->
          "Its bytes are not those that were written: copy it again; or, if software changed it on"
              + " purpose, run with --verifyChecksums=false.";
      case CHANGED -> "Run again when all files are complete.";
      case NO_ACCESS -> "Make the file and its folders readable, then run again.";
      case NOT_FITS, NO_IMAGE, RESOURCE_FORK -> "Move it out of the input: it is no frame.";
      case COMPRESSED ->
          "Decompress it (fpack: with funpack), or compress it with gzip or fpack, then run again.";
      case TYPE_UNKNOWN, CONTRADICTION ->
          "Say its type: put it in a folder such as Bias, Darks, Flats or Lights, or state it in a"
              + " file for --facts.";
      case NO_EXPOSURE ->
          "State its exposure in a file for --facts: the header does not give one that can be used.";
      case ALREADY_REDUCED ->
          "Give the raw frame in its place; a finished master belongs to --masters.";
      case BAD_SECTION -> "Say the sections: --overscan and --trim.";
      case MISFIT -> "Look at it beside the others; --misfits=KEEP takes it all the same.";
      case FLAT_LEVEL -> "Take the flat again, or leave it away: it has too little light.";
      case NAME_TAKEN -> "Rename one of the two files, then run again.";
      default -> LOOK;
    };
  }
}
