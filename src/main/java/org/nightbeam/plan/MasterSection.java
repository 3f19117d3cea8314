package org.nightbeam.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsSection;

/**
 * A master, or a section of one, by its id in plans: the id of a section ends in the notation of
 * IRAF and CFITSIO, {@code night/bias-camera-2048x2048[101:612,1:512]}.
 *
 * @param masterId of the whole master
 * @param section of its pixels; null for all
 */
public record MasterSection(String masterId, FitsSection section) {
  private static final Pattern SECTION = Pattern.compile("(.+)(\\[\\d+:\\d+,\\d+:\\d+])");

  /** Returns what an id names. */
  public static MasterSection of(String id) {
    Matcher parts = id.endsWith("]") ? SECTION.matcher(id) : null;
    return parts != null && parts.matches()
        ? new MasterSection(parts.group(1), FitsSection.parse(parts.group(2)))
        : new MasterSection(id, null);
  }

  /** Returns the id. */
  public String id() {
    return section == null ? masterId : masterId + section;
  }
}
