package org.nightbeam.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What a person can do about a frame that was set aside, by the reason in the table. */
final class Remedies {
  private static final Map<Pattern, String> BY_REASON = new LinkedHashMap<>();

  static {
    put("funpack", "Decompress it with funpack, then run again.");
    put(
        "truncated|cut short|copy (the file|it) again|is empty|no END card",
        "Copy the file again from the camera's computer, then run again.");
    put(
        "DATASUM|CHECKSUM",
        "Its bytes are not those that were written: copy it again; or, if software changed it on"
            + " purpose, run with --verifyChecksums=false.");
    put("changed while|vanished|has changed since", "Run again when all files are complete.");
    put("not a FITS file|no image in the file", "Move it out of the input: it is no frame.");
    put(
        "compressed by|decompress",
        "Decompress it, or compress it with gzip or fpack, then run again.");
    put(
        "no folder in its path|type|IMAGETYP",
        "Say its type: put it in a folder such as Bias, Darks, Flats or Lights, or state it in a"
            + " file for --facts.");
    put(
        "exposure time|EXPTIME",
        "State its exposure in a file for --facts: the header does not give one that can be used.");
    put(
        "already|reduced|CALSTAT",
        "Give the raw frame in its place; a finished master belongs to --masters.");
  }

  private Remedies() {}

  private static void put(String reason, String remedy) {
    BY_REASON.put(Pattern.compile(reason), remedy);
  }

  /** A remedy; where none is known, where to look. */
  static String of(String reason) {
    return BY_REASON.entrySet().stream()
        .filter(known -> known.getKey().matcher(reason).find())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("See what its header says: nightbeam explain FILE.");
  }
}
