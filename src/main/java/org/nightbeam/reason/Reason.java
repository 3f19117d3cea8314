package org.nightbeam.reason;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Why a frame ended where it did. A reason has both a code and a text, or neither.
 *
 * @param code for programs
 * @param text a sentence for people; empty for {@link ReasonCode#NONE}
 * @param lacks the masters that are lacking, as the text names them; empty for other reasons
 */
public record Reason(ReasonCode code, String text, List<Lack> lacks) {
  /** No reason. */
  public static final Reason NONE = new Reason(ReasonCode.NONE, "", List.of());

  /** Begins the sentence of a remark on a step that was left out for lack of a master. */
  public static final String STEP_LEFT_OUT = "step left out: ";

  private static final String BETWEEN = "; ";

  private static final Pattern STORED = Pattern.compile("\\[([a-z-]*)] (.*)", Pattern.DOTALL);

  /** Checks that there is a code where there is a text. */
  public Reason {
    if (text.isEmpty() != (code == ReasonCode.NONE)) {
      throw new IllegalArgumentException(code + " with the text '" + text + "'");
    }
  }

  /**
   * A master that a frame lacks, and one that comes near.
   *
   * @param needs what is lacking, such as {@code dark}
   * @param candidate the master that comes near; empty where there is none at all
   * @param found what it has that does not match, or all that is known
   * @param expected what would have matched; empty where that is not said
   * @param unknown whether that is not known of the frame
   */
  public record Lack(
      String needs, String candidate, String found, String expected, boolean unknown) {
    /** Returns one for a frame whose required value is known. */
    public Lack(String needs, String candidate, String found, String expected) {
      this(needs, candidate, found, expected, false);
    }
  }

  /** Returns a reason without details; a text that is missing is replaced by the code. */
  public static Reason of(ReasonCode code, String text) {
    boolean said = text != null && !text.isEmpty();
    return new Reason(code, said ? text : code.label(), List.of());
  }

  /**
   * Returns a remark on a frame that was used.
   *
   * @param text sentences, semicolons between them; null or empty for nothing
   */
  public static Reason remark(String text) {
    if (text == null || text.isEmpty()) {
      return NONE;
    }
    boolean leftOut = text.startsWith(STEP_LEFT_OUT) || text.contains(BETWEEN + STEP_LEFT_OUT);
    return of(leftOut ? ReasonCode.STEP_LEFT_OUT : ReasonCode.REMARK, text);
  }

  /** Returns several reasons in one, with the code of the first. */
  public static Reason joined(List<Reason> reasons) {
    if (reasons.isEmpty()) {
      return NONE;
    }
    List<Lack> lacks = new ArrayList<>();
    reasons.forEach(reason -> lacks.addAll(reason.lacks));
    String text = reasons.stream().map(Reason::text).collect(Collectors.joining(BETWEEN));
    return new Reason(reasons.get(0).code, text, List.copyOf(lacks));
  }

  /** Returns the same reason with more to say. */
  public Reason and(String more) {
    return new Reason(code, text + BETWEEN + more, lacks);
  }

  /** Returns code and text in one, see {@link #ofStored}. */
  public String stored() {
    return "[" + code.label() + "] " + text;
  }

  /** Returns the reason that {@link #stored} encoded; a text without a code gets none. */
  public static Reason ofStored(String stored) {
    Matcher parts = STORED.matcher(stored);
    ReasonCode code = parts.matches() ? ReasonCode.ofLabel(parts.group(1)) : null;
    return code == null || code == ReasonCode.NONE
        ? of(ReasonCode.UNREADABLE, stored)
        : of(code, parts.group(2));
  }

  @Override
  public String toString() {
    return text;
  }
}
