package org.nightbeam.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which pairs of like triangles are looked at first. */
class ProposalsTest {
  private static Triangles triangles(List<Star> stars) {
    return new Triangles(stars).hashed();
  }

  /** Returns how far a pair of triangles is from the truth, at the worst corner, in pixels. */
  private static double wrong(
      FramePairs.Pair pair,
      List<Star> ofFrame,
      List<Star> ofReference,
      Triangles frame,
      int t,
      Triangles reference,
      int like) {
    double worst = 0;
    for (int corner = 0; corner < 3; corner++) {
      Star from = ofReference.get(reference.corner(like, corner));
      Star to = ofFrame.get(frame.corner(t, corner));
      double x = pair.truth().x(from.x(), from.y()) - to.x();
      double y = pair.truth().y(from.x(), from.y()) - to.y();
      worst = Math.max(worst, Math.hypot(x, y));
    }
    return worst;
  }

  @Test
  void trueOnesComeFirstWhateverTheTurnScaleAndMirroring() {
    int trueOfFirst = 0;
    int first = 20;
    int pairsOfFrames = 40;
    for (int seed = 0; seed < pairsOfFrames; seed++) {
      FramePairs frames = new FramePairs(seed, 0.1);
      FramePairs.Pair pair = frames.make(frames.anyWithHalfTheField(), 10, 8, 22);
      List<Star> ofFrame = pair.frame().spread(48);
      List<Star> ofReference = pair.reference().spread(48);
      Triangles frame = triangles(ofFrame);
      Triangles reference = triangles(ofReference);
      Proposals proposals = new Proposals(frame, reference);
      proposals.find(0, 1);
      int[] right = {0};
      proposals.forEach(
          first,
          (t, like) -> {
            right[0] += wrong(pair, ofFrame, ofReference, frame, t, reference, like) < 1 ? 1 : 0;
            return true;
          });
      trueOfFirst += right[0];
    }
    // Of some 30,000 pairs a hundred are true.
    assertTrue(trueOfFirst > 0.5 * first * pairsOfFrames, trueOfFirst + " true ones");
  }

  @Test
  void eachPairIsLookedAtOnceHoweverTheyAreFound() {
    FramePairs frames = new FramePairs(3, 0.1);
    FramePairs.Pair pair = frames.make(frames.anyWithHalfTheField(), 8, 4, 8);
    Triangles frame = triangles(pair.frame().spread(48));
    Triangles reference = triangles(pair.reference().spread(48));
    List<Set<List<Integer>>> found = new ArrayList<>();
    for (int parts : new int[] {1, 3}) {
      Proposals proposals = new Proposals(frame, reference);
      for (int part = 0; part < parts; part++) {
        proposals.find(part, parts);
      }
      Set<List<Integer>> all = new HashSet<>();
      assertTrue(proposals.forEach(Integer.MAX_VALUE, (t, like) -> all.add(List.of(t, like))));
      assertTrue(all.size() > 100);
      found.add(all);
      int[] looks = {0};
      assertFalse(proposals.forEach(Integer.MAX_VALUE, (t, like) -> ++looks[0] < 7));
      assertEquals(7, looks[0]);
    }
    assertEquals(found.get(0), found.get(1));
  }
}
