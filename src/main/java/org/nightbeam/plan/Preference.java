package org.nightbeam.plan;

import java.time.LocalDate;
import java.util.Comparator;

/** Preferences between two masters that both meet every criterion; the first counts most. */
enum Preference {
  /** A master of the same window need not be cut. */
  SAME_WINDOW("of the same window of the chip") {
    @Override
    int compare(Comparison a, Comparison b) {
      return Boolean.compare(a.master().isSection(), b.master().isSection());
    }
  },
  /** Fewer settings are known on one side only. */
  MORE_KNOWN("more is known of it") {
    @Override
    int compare(Comparison a, Comparison b) {
      return Integer.compare(Criteria.knownOnOneSide(a).size(), Criteria.knownOnOneSide(b).size());
    }
  },
  /** A dark of the same exposure need not be scaled. */
  SAME_EXPOSURE("same exposure") {
    @Override
    int compare(Comparison a, Comparison b) {
      return a.type().isDark() ? Boolean.compare(isOther(a), isOther(b)) : 0;
    }

    private static boolean isOther(Comparison c) {
      return !Criterion.isSameExposure(c.master(), c.wanted(), c.rules());
    }
  },
  /** A longer dark is scaled down, and its noise with it. */
  LONG_ENOUGH("long enough exposure") {
    @Override
    int compare(Comparison a, Comparison b) {
      return a.type().isDark() ? Boolean.compare(isTooShort(a), isTooShort(b)) : 0;
    }

    private static boolean isTooShort(Comparison c) {
      return Criterion.isTooShort(c.master(), c.wanted(), c.rules());
    }
  },
  /** The nearer night. */
  NEARER_NIGHT("nearer night") {
    @Override
    int compare(Comparison a, Comparison b) {
      return Long.compare(nights(a), nights(b));
    }

    private static long nights(Comparison c) {
      return Criterion.nights(c.master().night(), c.wanted().night());
    }
  },
  /** The earlier night. */
  EARLIER_NIGHT("earlier of two nights equally near") {
    private static final Comparator<LocalDate> ORDER =
        Comparator.nullsLast(Comparator.naturalOrder());

    @Override
    int compare(Comparison a, Comparison b) {
      return ORDER.compare(a.master().night(), b.master().night());
    }
  },
  /** The exposure of a dark that must be scaled less. */
  CLOSER_EXPOSURE("closer exposure") {
    @Override
    int compare(Comparison a, Comparison b) {
      return a.type().isDark() ? Double.compare(distance(a), distance(b)) : 0;
    }

    private static double distance(Comparison c) {
      return Math.abs(c.master().exposure() - c.wanted().exposure());
    }
  },
  /** The closer temperature of the sensor. */
  CLOSER_TEMPERATURE("closer temperature") {
    @Override
    int compare(Comparison a, Comparison b) {
      return Double.compare(distance(a), distance(b));
    }

    private static double distance(Comparison c) {
      double difference = Math.abs(c.master().temperature() - c.wanted().temperature());
      return Double.isNaN(difference) ? 0 : difference;
    }
  },
  /** Nightbeam knows how its own masters were made. */
  OWN("made by Nightbeam") {
    @Override
    int compare(Comparison a, Comparison b) {
      return Boolean.compare(
          a.master().processing().isMaster(), b.master().processing().isMaster());
    }
  },
  /** Masters of this run are made with the options of this run. */
  OF_THIS_RUN("made by this run") {
    @Override
    int compare(Comparison a, Comparison b) {
      return Boolean.compare(a.master().earlier(), b.master().earlier());
    }
  },
  /** Something must decide. */
  NAME("first by name") {
    @Override
    int compare(Comparison a, Comparison b) {
      return a.master().id().compareTo(b.master().id());
    }
  };

  private final String why;

  Preference(String why) {
    this.why = why;
  }

  /** Returns why a master is preferred to one that is worse in this, for a person to read. */
  String why() {
    return why;
  }

  /** Compares two masters of one type with what is wanted: below 0 if the first is better. */
  abstract int compare(Comparison a, Comparison b);
}
