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
          "The file has changed since it was written: copy it again; or, if software"
              + " changed it on purpose, run with --verifyChecksums=false.";
      case CHANGED -> "Run again when all files are complete.";
      case NO_ACCESS -> "Make the file and its folders readable, then run again.";
      case NOT_FITS, NO_IMAGE, RESOURCE_FORK -> "Move it out of the input: it is not a frame.";
      case COMPRESSED ->
          "Decompress it (fpack: with funpack), or compress it with gzip or fpack, then run again.";
      case TYPE_UNKNOWN, CONTRADICTION ->
          "Give its type: put it in a folder such as Bias, Darks, Flats or Lights, or state"
              + " it in a file for --facts.";
      case NO_EXPOSURE ->
          "State its exposure in a file for --facts: the header gives no usable one.";
      case ALREADY_REDUCED -> "Use the raw frame instead; a finished master belongs in --masters.";
      case BAD_SECTION -> "Give the sections with --overscan and --trim.";
      case MISFIT -> "Compare it with the others; --misfits=KEEP uses it all the same.";
      case FLAT_LEVEL -> "Take the flat again, or leave it out: it has too little light.";
      case NAME_TAKEN -> "Rename one of the two files, then run again.";
      default -> LOOK;
    };
  }
}
