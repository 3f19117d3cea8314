package org.nightbeam.fields;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nightbeam.frame.CameraConfiguration;
import org.nightbeam.grading.BrightStars;
import org.nightbeam.grading.LightQuality;
import org.nightbeam.registration.Registrar;
import org.nightbeam.registration.Registration;
import org.nightbeam.registration.Star;
import org.nightbeam.registration.StarField;
import org.nightbeam.statistics.Spread;
import org.nightbeam.table.FrameRow;

/**
 * Chooses the light that the others should be registered to: the one with the narrowest stars among
 * those that are well centred, not odd, of the size that most have, and not poor in stars. It uses
 * only the rows of the lights and reads no file.
 */
final class ReferenceChoice {
  /** Number of lights from which the middle of all is estimated. */
  private static final int SAMPLE = 60;

  /** Number of the sharpest lights that are considered. */
  private static final int SHARPEST = 30;

  /** Closer to the middle than this part of the shorter side is well centred. */
  private static final double CENTRED = 0.05;

  /** A light has enough stars with this part of what the middle one has. */
  private static final double ENOUGH = 0.8;

  /** Accuracy of the places of bright stars in rows, in pixels. */
  private static final double ROUGH = 0.1;

  private static final Comparator<FrameRow> SHARP =
      Comparator.comparingDouble(ReferenceChoice::width)
          .thenComparing(row -> -row.statistics().quality().stars())
          .thenComparing(FrameRow.ORDER);

  private ReferenceChoice() {}

  private static double width(FrameRow row) {
    double fwhm = row.statistics().quality().fwhm();
    return Double.isNaN(fwhm) ? Double.POSITIVE_INFINITY : fwhm;
  }

  /**
   * Returns lights, the best reference first, then those that would be chosen without those before
   * them for a reason that has nothing to do with their place.
   *
   * @param lights of one camera and target
   */
  static List<FrameRow> inOrder(List<FrameRow> lights) {
    List<FrameRow> all = new ArrayList<>(lights);
    all.sort(SHARP);
    if (all.size() < 2) {
      return all;
    }
    List<FrameRow> good = rich(notOdd(ofMostFrequentSize(all)));
    List<FrameRow> ordered = new ArrayList<>(centred(good, all));
    Set<FrameRow> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    taken.addAll(ordered);
    for (List<FrameRow> some : List.of(good, all)) {
      some.stream().filter(taken::add).forEach(ordered::add);
    }
    return ordered;
  }

  private static List<FrameRow> ofMostFrequentSize(List<FrameRow> lights) {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    lights.forEach(light -> counts.merge(size(light), 1, Integer::sum));
    int most = counts.values().stream().max(Integer::compare).orElseThrow();
    // Of sizes that are as frequent the one of the sharpest light.
    List<Integer> size =
        lights.stream()
            .map(ReferenceChoice::size)
            .filter(one -> counts.get(one) == most)
            .findFirst()
            .orElseThrow();
    return lights.stream().filter(light -> size(light).equals(size)).toList();
  }

  private static List<Integer> size(FrameRow light) {
    CameraConfiguration camera = light.frame().configuration();
    return List.of(camera.width(), camera.height(), camera.xbin(), camera.ybin());
  }

  private static List<FrameRow> notOdd(List<FrameRow> lights) {
    List<FrameRow> good = lights.stream().filter(light -> light.grade().marks().isEmpty()).toList();
    return good.isEmpty() ? lights : good;
  }

  /** Returns the lights that do not have far fewer stars than the others. */
  private static List<FrameRow> rich(List<FrameRow> lights) {
    double enough =
        ENOUGH
            * Spread.median(
                lights.stream()
                    .mapToDouble(light -> light.statistics().quality().stars())
                    .toArray());
    return lights.stream().filter(light -> light.statistics().quality().stars() >= enough).toList();
  }

  /**
   * Returns the lights that lie near the middle of all, by the brightest stars of some.
   *
   * @param good sharpest first
   */
  private static List<FrameRow> centred(List<FrameRow> good, List<FrameRow> all) {
    List<FrameRow> inTime = new ArrayList<>(all);
    inTime.sort(FrameRow.ORDER);
    FrameRow first = good.get(0);
    StarField stars = stars(first);
    Registrar registrar = new Registrar(stars);
    List<double[]> places = new ArrayList<>();
    int step = (inTime.size() - 1) / SAMPLE + 1;
    for (int i = 0; i < inTime.size(); i += step) {
      double[] place = middle(inTime.get(i), registrar);
      if (place != null) {
        places.add(place);
      }
    }
    if (places.isEmpty()) {
      return List.of(); // nothing tells: the sharpest it is
    }
    double x = Spread.median(places.stream().mapToDouble(place -> place[0]).toArray());
    double y = Spread.median(places.stream().mapToDouble(place -> place[1]).toArray());
    double usual =
        Spread.median(places.stream().mapToDouble(p -> Math.hypot(p[0] - x, p[1] - y)).toArray());
    CameraConfiguration camera = first.frame().configuration();
    double near = Math.max(usual, CENTRED * Math.min(camera.width(), camera.height()));
    List<FrameRow> centred = new ArrayList<>();
    for (FrameRow light : good.subList(0, Math.min(SHARPEST, good.size()))) {
      double[] place = middle(light, registrar);
      if (place != null && Math.hypot(place[0] - x, place[1] - y) <= near) {
        centred.add(light);
      }
    }
    return centred;
  }

  /** Returns where the middle of a light is on the one of the registrar; null if not known. */
  private static double[] middle(FrameRow light, Registrar registrar) {
    Registration found = registrar.register(stars(light));
    CameraConfiguration camera = light.frame().configuration();
    return found.isFound()
        ? found.transform().back((camera.width() - 1) / 2.0, (camera.height() - 1) / 2.0)
        : null;
  }

  private static StarField stars(FrameRow light) {
    LightQuality quality = light.statistics().quality();
    CameraConfiguration camera = light.frame().configuration();
    return new StarField(
        quality.bright().stars().stream().map(ReferenceChoice::star).toList(),
        camera.width(),
        camera.height());
  }

  private static Star star(BrightStars.Star star) {
    return new Star(star.x(), star.y(), Math.pow(10, -0.4 * star.magnitude()), ROUGH);
  }
}
