package org.nightbeam.reason;

import java.util.Locale;

/** Codes of reasons, for programs. Texts may be reworded; codes do not change. */
public enum ReasonCode {
  /** No reason. */
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
  /** The pixels do not agree with the checksum in the header. */
  CHECKSUM,
  /** The file was changed or removed while it was in use. */
  CHANGED,
  /** The file system does not let the file be read. */
  NO_ACCESS,
  /** A file of macOS that is not a frame. */
  RESOURCE_FORK,

  // A header that is not enough.
  /** Neither header nor folder gives the type of the frame. */
  TYPE_UNKNOWN,
  /** Header, folder and stated facts contradict one another. */
  CONTRADICTION,
  /** The frame has been reduced already. */
  ALREADY_REDUCED,
  /** There is no usable exposure time. */
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
  /** A requested correction is not possible for this frame. */
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
  /** The frame was used, but a step of its calibration was left out for lack of a master. */
  STEP_LEFT_OUT,
  /** The frame was used; the text is a remark for the user. */
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
