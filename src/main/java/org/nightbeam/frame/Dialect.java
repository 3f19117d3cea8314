package org.nightbeam.frame;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.nightbeam.fits.FitsHeader;

/** The words of the headers, read from {@code dialect.yaml}: see the comments there. */
final class Dialect {
  private static final Pattern SEPARATOR = Pattern.compile("[\\s_\\-.,/]");
  private static final Pattern FRAMES = Pattern.compile("FRAMES?$");
  private static final Dialect SHIPPED = readShipped();

  private final Map<String, List<Source>> keywords = new HashMap<>();
  private final Map<String, FrameType> types = new HashMap<>();
  private final Set<String> noFilter;
  private final Reduced reduced;

  /** One place where a fact may stand: keywords whose values are taken together, and a factor. */
  private record Source(List<String> keywords, double factor) {
    static Source parse(String text) {
      String[] product = text.split("\\*");
      double factor = product.length > 1 ? Double.parseDouble(product[1].trim()) : 1;
      return new Source(
          List.of(product[0].split("\\+")).stream().map(String::trim).toList(), factor);
    }
  }

  private record Reduced(
      List<String> present, List<String> denied, String calstat, List<String> combined) {}

  private record Document(
      Map<String, List<String>> keywords,
      List<String> noFilter,
      Reduced reduced,
      Map<String, List<String>> types) {}

  private Dialect(Document document) {
    document.keywords.forEach(
        (fact, sources) -> keywords.put(fact, sources.stream().map(Source::parse).toList()));
    document.types.forEach(
        (label, words) -> {
          for (String word : words) {
            FrameType previous = types.put(word, FrameType.ofLabel(label));
            if (previous != null) {
              throw new IllegalStateException("dialect.yaml names the type " + word + " twice");
            }
          }
        });
    noFilter = new HashSet<>(document.noFilter);
    reduced = document.reduced;
  }

  /** The dialect that comes with Nightbeam. */
  static Dialect shipped() {
    return SHIPPED;
  }

  private static Dialect readShipped() {
    try (InputStream in = Dialect.class.getResourceAsStream("dialect.yaml")) {
      return new Dialect(new ObjectMapper(new YAMLFactory()).readValue(in, Document.class));
    } catch (IOException e) {
      throw new UncheckedIOException("dialect.yaml in the jar cannot be read", e);
    }
  }

  /** The first value of a fact, as text. */
  Optional<String> text(FitsHeader header, String fact) {
    return first(header, fact, Optional::of);
  }

  /** The first value of a fact that can be read. */
  <T> Optional<T> first(FitsHeader header, String fact, Function<String, Optional<T>> read) {
    for (Source source : sources(fact)) {
      for (String keyword : source.keywords) {
        Optional<T> found = header.text(keyword).flatMap(read);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** The first value of a fact that is a number and usable, in the fact's unit. */
  OptionalDouble number(FitsHeader header, String fact, DoublePredicate usable) {
    for (Source source : sources(fact)) {
      for (String keyword : source.keywords) {
        OptionalDouble value = header.number(keyword);
        if (value.isPresent() && usable.test(value.getAsDouble() * source.factor)) {
          return OptionalDouble.of(value.getAsDouble() * source.factor);
        }
      }
    }
    return OptionalDouble.empty();
  }

  /** All filters that are in the beam, joined by {@code +}; empty if there is none. */
  String filter(FitsHeader header) {
    for (Source source : sources("filter")) {
      Set<String> inBeam = new LinkedHashSet<>();
      boolean said = false;
      for (String keyword : source.keywords) {
        Optional<String> value = header.text(keyword);
        said |= value.isPresent();
        value.filter(name -> !noFilter.contains(normalised(name))).ifPresent(inBeam::add);
      }
      if (said) {
        return String.join("+", inBeam);
      }
    }
    return "";
  }

  /** A type that a header claims: the keyword and its value, as they stand there. */
  record Claim(String keyword, String value, FrameType type) {}

  /**
   * Every claim of the header about the frame's type; {@code UNKNOWN} for words not in the table.
   */
  List<Claim> typeClaims(FitsHeader header) {
    List<Claim> claims = new ArrayList<>();
    for (Source source : sources("type")) {
      for (String keyword : source.keywords) {
        header
            .text(keyword)
            .map(value -> new Claim(keyword, value, type(value).orElse(FrameType.UNKNOWN)))
            .ifPresent(claims::add);
      }
    }
    return claims;
  }

  /** The type that a word names, in a header or as a folder's name. */
  Optional<FrameType> type(String word) {
    return Optional.ofNullable(types.get(FRAMES.matcher(normalised(word)).replaceFirst("")));
  }

  /** Whether a word names a product, such as "Master Bias". */
  boolean isMaster(String word) {
    String normalised = normalised(word);
    return normalised.startsWith("MASTER") && type(normalised.substring(6)).isPresent();
  }

  /** Why a header shows that its frame is no raw one; empty if nothing does. */
  Optional<String> signOfReduction(FitsHeader header) {
    for (String keyword : reduced.present) {
      boolean denied =
          reduced.denied.contains(header.text(keyword).orElse("").toUpperCase(Locale.ROOT));
      if (header.has(keyword) && !denied) {
        return Optional.of(sign(header, keyword));
      }
    }
    for (String keyword : reduced.combined) {
      if (header.number(keyword).orElse(0) > 1) {
        return Optional.of(sign(header, keyword));
      }
    }
    String calstat = header.text("CALSTAT").orElse("").toUpperCase(Locale.ROOT);
    return calstat.chars().anyMatch(letter -> reduced.calstat.indexOf(letter) >= 0)
        ? Optional.of(sign(header, "CALSTAT"))
        : Optional.empty();
  }

  private static String sign(FitsHeader header, String keyword) {
    return keyword + " = " + header.text(keyword).orElse("''");
  }

  private List<Source> sources(String fact) {
    List<Source> sources = keywords.get(fact);
    if (sources == null) {
      throw new IllegalArgumentException("dialect.yaml has no keywords for " + fact);
    }
    return sources;
  }

  private static String normalised(String word) {
    return SEPARATOR.matcher(word.toUpperCase(Locale.ROOT)).replaceAll("");
  }
}
