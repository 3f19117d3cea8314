package org.nightbeam.table;

/**
 * Outcome of a light in stacking.
 *
 * @param stack the file that it went into, below the output; empty for none
 * @param whyNot why it went into none, for a person to read; empty if it did
 */
public record Stacked(String stack, String whyNot) {
  /** Of what is no light, or where no stacks are wanted. */
  public static final Stacked NONE = new Stacked("", "");
}
