package org.nightbeam.header;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nightbeam.header.dialect.Dialect;

/**
 * The filter of a frame from its path, for headers without a filter card: {@code Flats/Ha}, {@code
 * FLAT_Ha}, {@code Ha/Lights}, {@code light_OIII_007.fits}.
 *
 * @param filter its name; empty if the path names none
 * @param folder the folder below that of the type, where the path names no filter: frames of two
 *     such folders may be of two filters; empty for none
 */
record PathFilter(String filter, String folder) {
  private static final PathFilter NONE = new PathFilter("", "");

  /**
   * Finds the filter.
   *
   * @param path of the file below the input
   */
  static PathFilter of(Dialect dialect, String path) {
    String[] parts = path.split("/");
    int folders = parts.length - 1;
    int typed = folders - 1;
    while (typed >= 0 && dialect.folderType(parts[typed]).isEmpty()) {
      typed--;
    }
    Set<String> named = new LinkedHashSet<>();
    List<String> below = new ArrayList<>();
    for (int i = typed + 1; i < folders; i++) {
      dialect.filterNamed(parts[i]).ifPresent(named::add);
      below.add(parts[i]);
    }
    if (named.isEmpty() && typed >= 0) {
      named.addAll(filtersIn(dialect, parts[typed], false));
    }
    if (named.isEmpty() && typed > 0) {
      dialect.filterNamed(parts[typed - 1]).ifPresent(named::add);
    }
    if (named.isEmpty()) {
      named.addAll(filtersIn(dialect, parts[folders].replaceFirst("[.].*", ""), true));
    }
    if (named.size() == 1) {
      return new PathFilter(named.iterator().next(), "");
    }
    Optional<String> own =
        typed < 0 || below.isEmpty() || !dialect.hasWordOfItsOwn(below.get(0))
            ? Optional.empty()
            : Optional.of(below.get(0));
    return own.map(name -> new PathFilter("", name)).orElse(NONE);
  }

  /**
   * Returns the filters among the words of a name; a letter that begins a file's name may be of a
   * target.
   */
  private static Set<String> filtersIn(Dialect dialect, String name, boolean ofFile) {
    Set<String> found = new LinkedHashSet<>();
    String[] words = name.split("[^A-Za-z0-9]+");
    for (int i = 0; i < words.length; i++) {
      boolean target = ofFile && i == 0;
      boolean version = ofFile && words[i].matches("[a-z]"); // a, b, v of a file
      if (!target && !version && !words[i].isEmpty() && dialect.type(words[i]).isEmpty()) {
        dialect.filterNamed(words[i]).ifPresent(found::add);
      }
    }
    return found;
  }
}
