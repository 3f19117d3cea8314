package org.nightbeam.reason;

import java.util.Locale;

/** The kinds of reasons, as programs tell them apart. Texts may be reworded; these stay. */
public enum ReasonCode {
  /** There is nothing to say. */
  NONE,

  // A file that cannot be read.
  /** The file cannot be used as an image, for a reason that has no code of its own. */
  UNREADABLE,
  /** The file ends too early, or is damaged. */
  TRUNCATED,
  /** The file is of another format. */
  NOT_FITS,
  /** There is no image in the file. */
  NO_IMAGE,
  /** The image is compressed in a way that is not read. */
  COMPRESSED,
  /** The pixels are not those that the header has the sum of. */
  CHECKSUM,
  /** The file was changed or removed while it was in use. */
  CHANGED,
  /** The file system does not let the file be read. */
  NO_ACCESS,
  /** A file of macOS that is no frame. */
  RESOURCE_FORK,

  // A header that is not enough.
  /** Neither header nor folder says what the frame is for. */
  TYPE_UNKNOWN,
  /** Header, folder and stated facts contradict one another. */
  CONTRADICTION,
  /** The frame has been reduced already. */
  ALREADY_REDUCED,
  /** There is no exposure time that can be used. */
  NO_EXPOSURE,
  /** The sections of overscan and image cannot be used. */
  BAD_SECTION,
  /** A master of other software cannot be used. */
  FOREIGN_MASTER,

  // Pixels that do not do.
  /** The frame differs from the others of its master. */
  MISFIT,
  /** A flat is too dark, or has no valid pixel. */
  FLAT_LEVEL,
  /** A correction that was asked for is not possible for this frame. */
  CORRECTION,
  /** Another input has a product of this name. */
  NAME_TAKEN,

  // A frame that is not needed, or lacks something.
  /** The frame is neither a light nor a calibration frame. */
  NOT_NEEDED,
  /** The frame is a copy of another. */
  COPY,
  /** The master of the frame has too few frames. */
  TOO_FEW_FRAMES,
  /** There are masters, and none matches. */
  NO_MATCH,
  /** There are masters of other cameras only. */
  OTHER_CAMERA,
  /** There is no frame to make the master of. */
  NO_CALIBRATION_FRAMES,
  /** The master cannot be made, as it lacks a master itself. */
  MASTER_NOT_MADE,
  /** The master could not be made as was planned. */
  MASTER_FAILED,

  // A frame that was used.
  /** The frame was used; the text says what a person should know. */
  REMARK;

  /**
   * Returns whether it may be gone when the file is read again, though the file is the same: a
   * network or a disk comes back, a folder is mounted again, a name is free.
   */
  public boolean mayPass() {
    return this == UNREADABLE || this == CHANGED || this == NO_ACCESS || this == NAME_TAKEN;
  }

  /** Returns the word in the table of frames. */
  public String label() {
    return this == NONE ? "" : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the code of a word; null for none. */
  public static ReasonCode ofLabel(String label) {
    for (ReasonCode code : values()) {
      if (code.label().equals(label)) {
        return code;
      }
    }
    return null;
  }
}
