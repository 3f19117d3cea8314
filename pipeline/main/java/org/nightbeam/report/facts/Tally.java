package org.nightbeam.report.facts;

import org.nightbeam.table.FrameColumn;
import org.nightbeam.table.FrameStatus;

/** Numbers of frames by their status. */
public final class Tally {
  public long frames;
  public long lights;
  public long calibrated;
  public long stepsLeftOut; // lights that are calibrated without all steps
  public long setAside;
  public long missing;
  public long unused;
  public long warned;

  public void add(Row row) {
    frames++;
    lights += row.isLight() ? 1 : 0;
    calibrated += row.isCalibrated() ? 1 : 0;
    stepsLeftOut += row.lacksStep() ? 1 : 0;
    setAside += row.is(FrameStatus.REJECTED) ? 1 : 0;
    missing += row.is(FrameStatus.UNCALIBRATED) ? 1 : 0;
    unused += row.is(FrameStatus.UNUSED) ? 1 : 0;
    warned += row.get(FrameColumn.WARNINGS).isEmpty() ? 0 : 1;
  }

  public void add(Tally other) {
    frames += other.frames;
    lights += other.lights;
    calibrated += other.calibrated;
    stepsLeftOut += other.stepsLeftOut;
    setAside += other.setAside;
    missing += other.missing;
    unused += other.unused;
    warned += other.warned;
  }

  public boolean isGood() {
    return setAside == 0 && missing == 0 && stepsLeftOut == 0;
  }

  /** Returns the state in a word, for style sheets: also said in words wherever it is used. */
  public String mood() {
    return isGood() ? "good" : lights > 0 && calibrated == 0 ? "bad" : "fair";
  }

  /** Returns a sentence for a person in a hurry. */
  public String verdict() {
    if (frames == 0) {
      return "No frames were found.";
    }
    StringBuilder text = new StringBuilder();
    if (lights == 0) {
      text.append("No lights");
    } else if (calibrated == lights) {
      text.append(lights == 1 ? "The one light is" : "All " + Format.count(lights) + " lights are");
      text.append(" calibrated");
    } else {
      text.append(Format.count(calibrated) + " of " + Format.count(lights, "light"));
      text.append(calibrated == 1 ? " is calibrated" : " are calibrated");
    }
    if (stepsLeftOut > 0) {
      text.append(
          stepsLeftOut == lights ? ", but " : "; " + Format.count(stepsLeftOut) + " of them ");
      text.append("with a step left out");
    }
    if (missing > 0) {
      text.append("; " + Format.count(missing) + (missing == 1 ? " lacks" : " lack") + " a master");
    }
    if (setAside > 0) {
      text.append("; " + Format.count(setAside, "frame") + (setAside == 1 ? " was" : " were"));
      text.append(" set aside");
    }
    return text.append('.').toString();
  }
}
