package org.nightbeam.fields;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nightbeam.fields.CatalogueStars.UnknownStarsException;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Outcome;
import org.nightbeam.registration.Placement;
import org.nightbeam.storage.Storage;
import org.nightbeam.table.FrameRow;

/**
 * The fields of a target. First each camera gets a reference, or keeps the one it has; then lights
 * are registered, each by itself; what lies on no reference, but on others that do not either,
 * makes up further fields: panels of a mosaic, or lights whose headers do not say what they are of.
 */
public final class TargetFields {
  /** A light is looked for in so many fields at most. */
  private static final int SEARCHED = 25;

  private final Storage storage;
  private final String output;
  private final Target target;
  private final CatalogueStars stars;

  /**
   * @param output folder of the products
   * @param stars of the same output
   */
  public TargetFields(Storage storage, String output, Target target, CatalogueStars stars) {
    this.storage = storage;
    this.output = output;
    this.target = target;
    this.stars = stars;
  }

  private FieldTable table() throws IOException {
    return FieldTable.read(storage, output + "/" + target.table());
  }

  private static SortedMap<String, List<FrameRow>> byCamera(List<FrameRow> lights) {
    SortedMap<String, List<FrameRow>> cameras = new TreeMap<>();
    lights.forEach(
        light ->
            cameras.computeIfAbsent(Target.camera(light), any -> new ArrayList<>()).add(light));
    cameras.values().forEach(some -> some.sort(FrameRow.ORDER));
    return cameras;
  }

  /**
   * Chooses references where there are none yet.
   *
   * @param lights all of the target in this run, see {@link Target#has}
   * @param wanted paths or names of frames that shall be references, the first of a camera's counts
   * @return the lights with the fields that they may be of
   */
  public List<FieldLight> withFields(List<FrameRow> lights, List<String> wanted)
      throws IOException {
    FieldTable table = table();
    Set<String> names = new HashSet<>();
    table.fields().forEach(field -> names.add(field.name()));
    List<FieldLight> all = new ArrayList<>();
    for (Map.Entry<String, List<FrameRow>> camera : byCamera(lights).entrySet()) {
      List<Field> known =
          table.fields().stream().filter(field -> field.camera().equals(camera.getKey())).toList();
      FrameRow chosen = wanted(camera.getValue(), wanted);
      List<FieldLight> done =
          chosen == null || isOf(known, chosen) ? done(camera.getValue(), known, table) : null;
      all.addAll(
          done != null && areThere(known)
              ? done
              : withReferences(camera.getValue(), known, chosen, names, table));
    }
    return all;
  }

  private static boolean isOf(List<Field> fields, FrameRow light) {
    return fields.stream().anyMatch(field -> Target.is(light, field.reference()));
  }

  /** Returns lights where earlier runs have found them; null if one is not known. */
  private static List<FieldLight> done(
      List<FrameRow> lights, List<Field> fields, FieldTable table) {
    Map<FieldReference, String> catalogues = catalogues(lights);
    List<FieldLight> done = new ArrayList<>();
    for (FrameRow light : lights) {
      Placement placement = isOf(fields, light) ? Placement.NONE : null;
      placement = placement == null ? table.earlier(light, fields, catalogues) : placement;
      if (placement == null) {
        return null;
      }
      done.add(new FieldLight(light.placed(placement), fields));
    }
    return done;
  }

  private static Map<FieldReference, String> catalogues(List<FrameRow> lights) {
    Map<FieldReference, String> catalogues = new HashMap<>();
    lights.forEach(light -> catalogues.put(Target.reference(light), Target.catalogue(light)));
    return catalogues;
  }

  /** Returns whether all references are there, without reading them: nothing is done by them. */
  private boolean areThere(List<Field> fields) throws IOException {
    for (Field field : fields) {
      if (!stars.isThere(field.reference())) {
        return false;
      }
    }
    return true;
  }

  private List<FieldLight> withReferences(
      List<FrameRow> lights,
      List<Field> known,
      FrameRow chosen,
      Set<String> names,
      FieldTable table)
      throws IOException {
    List<Field> fields = new ArrayList<>();
    for (Field field : known) {
      if (isThere(field.reference())) {
        fields.add(field);
      }
    }
    if (chosen != null && isThere(Target.reference(chosen))) {
      putFirst(chosen, fields, names);
    } else if (fields.isEmpty()) {
      for (FrameRow best : ReferenceChoice.inOrder(lights)) {
        if (isThere(Target.reference(best))) {
          fields.add(new Field(freeName(names), Target.camera(best), Target.reference(best)));
          break;
        }
      }
    }
    Map<FieldReference, String> catalogues = catalogues(lights);
    List<FieldLight> all = new ArrayList<>();
    for (FrameRow light : lights) {
      Placement earlier = table.earlier(light, fields, catalogues);
      all.add(new FieldLight(earlier == null ? light : light.placed(earlier), List.copyOf(fields)));
    }
    return all;
  }

  private boolean isThere(FieldReference reference) throws IOException {
    try {
      stars.registrar(reference);
      return true;
    } catch (UnknownStarsException unknown) {
      return false; // another one is chosen, and its own row says why it is not registered
    }
  }

  /** Returns the light of a name or path; null if none of them is meant. */
  private static FrameRow wanted(List<FrameRow> lights, List<String> names) {
    for (String name : names) {
      for (FrameRow light : lights) {
        if (isNamed(light.path(), name) || light.uri().equals(name)) {
          return light;
        }
      }
    }
    return null;
  }

  /** Returns whether a path is the given one, or ends in it as a whole name. */
  public static boolean isNamed(String path, String name) {
    return path.equals(name) || path.endsWith("/" + name);
  }

  /** Makes a light the reference of the field that it is of, or of a new one. */
  private void putFirst(FrameRow light, List<Field> fields, Set<String> names) throws IOException {
    FieldReference reference = Target.reference(light);
    String name = null;
    for (Field field : fields) {
      if (name == null && placed(light, field).isFound()) {
        name = field.name();
      }
    }
    String same = name;
    fields.removeIf(field -> field.name().equals(same));
    fields.add(
        0, new Field(same != null ? same : freeName(names), Target.camera(light), reference));
  }

  private String freeName(Set<String> names) {
    String base = target.fileName();
    String name = base;
    for (int number = 2; !names.add(name); number++) {
      name = base + "-" + number;
    }
    return name;
  }

  /** Registers a light to the first of its fields that it is of. */
  public FrameRow placed(FieldLight light) throws IOException {
    if (light.light().placement().isFound()) {
      return light.light(); // by an earlier run
    }
    Placement first = null;
    for (Field field : light.fields()) {
      Placement found = placed(light.light(), field);
      if (found.isFound() || found.outcome() == Outcome.NO_CATALOGUE) {
        return light.light().placed(found);
      }
      first = first == null ? found : first;
    }
    return light
        .light()
        .placed(
            first != null
                ? first
                : Placement.withoutCatalogue(
                    target.fileName(), null, "no light of the target has a catalogue"));
  }

  private Placement placed(FrameRow light, Field field) throws IOException {
    FieldReference reference = field.reference();
    try {
      if (Target.is(light, reference)) {
        return Placement.ofReference(
            field.name(), reference, (int) light.statistics().quality().stars());
      }
      return Placement.of(
              field.name(),
              reference,
              stars.registrar(reference).register(stars.of(light.output(), light.hdu())))
          .asWritten(FieldTable::asWritten);
    } catch (UnknownStarsException unknown) {
      return Placement.withoutCatalogue(field.name(), reference, unknown.getMessage());
    }
  }

  /**
   * Finds further fields among the lights that lie on no reference, and writes the table of the
   * target.
   *
   * @param lights all of the target in this run, placed
   * @return the same in the order of the table
   */
  public List<FrameRow> finished(List<FrameRow> lights) throws IOException {
    FieldTable before = table();
    Set<String> names = new HashSet<>();
    before.fields().forEach(field -> names.add(field.name()));
    lights.forEach(light -> names.add(light.placement().field()));
    List<FrameRow> finished = new ArrayList<>();
    for (List<FrameRow> camera : byCamera(lights).values()) {
      List<FrameRow> left = new ArrayList<>();
      for (FrameRow light : camera) {
        (light.placement().outcome() == Outcome.NO_MATCH ? left : finished).add(light);
      }
      finished.addAll(furtherFields(left, names));
    }
    finished.sort(
        Comparator.comparing((FrameRow light) -> light.placement().field())
            .thenComparing(FrameRow.ORDER));
    before.write(storage, output + "/" + target.table(), finished);
    return finished;
  }

  /** Lights of one place, by the first of them. */
  private static final class Group {
    private final FieldReference first;
    private final List<FrameRow> lights = new ArrayList<>();

    Group(FrameRow light) {
      first = Target.reference(light);
      lights.add(light);
    }
  }

  private List<FrameRow> furtherFields(List<FrameRow> left, Set<String> names) throws IOException {
    if (left.size() < 2) {
      return left;
    }
    List<Group> groups = new ArrayList<>(); // the one of the last light first
    for (FrameRow light : left) {
      Group of = null;
      for (int i = 0; of == null && i < Math.min(SEARCHED, groups.size()); i++) {
        Field field = new Field("", "", groups.get(i).first);
        of = placed(light, field).isFound() ? groups.get(i) : null;
      }
      if (of == null) {
        of = new Group(light);
      } else {
        groups.remove(of);
        of.lights.add(light);
      }
      groups.add(0, of);
    }
    Map<FrameRow, FrameRow> placed = new LinkedHashMap<>();
    groups.sort(Comparator.comparing(group -> group.lights.get(0), FrameRow.ORDER));
    for (Group group : groups) {
      if (group.lights.size() > 1) { // one alone may be what noise makes
        FrameRow best = ReferenceChoice.inOrder(group.lights).get(0);
        Field field = new Field(freeName(names), Target.camera(best), Target.reference(best));
        for (FrameRow light : group.lights) {
          Placement on = placed(light, field);
          if (on.isFound()) {
            placed.put(light, light.placed(on));
          }
        }
      }
    }
    return left.stream().map(light -> placed.getOrDefault(light, light)).toList();
  }
}
