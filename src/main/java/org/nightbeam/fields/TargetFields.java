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
  private static final int SEARCHED = 25; // most fields in which a light is looked for
  private final Storage storage;
  private final String output;
  private final Target target;
  private final CatalogueStars stars;
  private final FieldSearch search;

  /**
   * @param output folder of the products
   * @param stars of the same output
   */
  public TargetFields(Storage storage, String output, Target target, CatalogueStars stars) {
    this.storage = storage;
    this.output = output;
    this.target = target;
    this.stars = stars;
    this.search = new FieldSearch(stars);
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

  /**
   * Returns whether a reference was taken because there was no other light, as the first of a watch
   * is: nothing was brought onto it yet, and now there are others.
   */
  private static boolean isNoChoice(List<Field> known, List<FrameRow> lights, FieldTable table) {
    return known.size() == 1
        && lights.size() > 1
        && lights.stream().anyMatch(light -> isOf(known, light))
        && table.isAlone(known.get(0));
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
    if (!isNoChoice(known, lights, table)) {
      for (Field field : known) {
        if (isThere(field.reference())) {
          fields.add(field);
        }
      }
    }
    if (chosen != null && isThere(Target.reference(chosen))) {
      putFirst(chosen, fields, names, nameOfGone(chosen, known, fields, table));
    } else if (fields.isEmpty()) {
      for (FrameRow best : ReferenceChoice.inOrder(lights)) {
        if (isThere(Target.reference(best))) {
          String name = nameOfGone(best, known, fields, table);
          fields.add(
              new Field(
                  name == null ? freeName(names) : name,
                  Target.camera(best),
                  Target.reference(best)));
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

  /**
   * Returns the name of a field whose reference is gone, for the one that a light becomes the
   * reference of: its own before, or the first where none is left; null for none.
   */
  private static String nameOfGone(
      FrameRow light, List<Field> known, List<Field> there, FieldTable table) {
    String before = table.fieldOf(light);
    for (Field field : known) {
      if (!there.contains(field) && field.name().equals(before)) {
        return before;
      }
    }
    return there.isEmpty() && !known.isEmpty() ? known.get(0).name() : null;
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

  /**
   * Makes a light the reference of the field that it is of, or of another one.
   *
   * @param gone name of a field without a reference; null for none
   */
  private void putFirst(FrameRow light, List<Field> fields, Set<String> names, String gone)
      throws IOException {
    FieldReference reference = Target.reference(light);
    String name = gone;
    if (!fields.isEmpty()) {
      Placement on = search.placed(light, fields);
      name = on.isFound() ? on.field() : gone;
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

  /** Registers a light to the one of its fields that it has most in common with. */
  public FrameRow placed(FieldLight light) throws IOException {
    if (light.light().placement().isFound()) {
      return light.light(); // by an earlier run
    }
    return light
        .light()
        .placed(
            light.fields().isEmpty()
                ? Placement.withoutCatalogue(
                    target.fileName(), null, "no light of the target has a catalogue")
                : search.placed(light.light(), light.fields()));
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
    Set<String> used = new HashSet<>();
    lights.stream()
        .map(FrameRow::placement)
        .filter(Placement::isFound)
        .forEach(found -> used.add(found.field()));
    List<FrameRow> finished = new ArrayList<>();
    for (List<FrameRow> camera : byCamera(lights).values()) {
      List<FrameRow> left = new ArrayList<>();
      for (FrameRow light : camera) {
        (isElsewhere(light) ? left : finished).add(light);
      }
      finished.addAll(furtherFields(left, new Names(names, used, before)));
    }
    finished.sort(
        Comparator.comparing((FrameRow light) -> light.placement().field())
            .thenComparing(FrameRow.ORDER));
    before.write(storage, output + "/" + target.table(), finished);
    return finished;
  }

  /**
   * Names of fields.
   *
   * @param all that no further field may have
   * @param used those that have a reference in this run
   * @param before the fields of earlier runs
   */
  private record Names(Set<String> all, Set<String> used, FieldTable before) {}

  private static boolean isElsewhere(FrameRow light) {
    return light.placement().outcome() == Outcome.NO_MATCH || isNear(light);
  }

  private static boolean isNear(FrameRow light) {
    return light.placement().outcome() == Outcome.LITTLE_IN_COMMON;
  }

  /** Lights of one place, by the first of them. */
  private static final class Group {
    private final FieldReference first;
    private boolean isSky; // and not what noise makes: some of it is in common with others
    private final List<FrameRow> lights = new ArrayList<>();

    Group(FrameRow light) {
      first = Target.reference(light);
      lights.add(light);
    }
  }

  private List<FrameRow> furtherFields(List<FrameRow> left, Names names) throws IOException {
    List<Group> groups = groups(left);
    groups.sort(Comparator.comparing(group -> group.lights.get(0), FrameRow.ORDER));
    Map<FrameRow, FrameRow> placed = new LinkedHashMap<>();
    List<FrameRow> apart = new ArrayList<>(); // from the reference of their group
    for (Group group : groups) {
      if (group.lights.size() > 1 || group.isSky) {
        FrameRow best = ReferenceChoice.inOrder(group.lights).get(0);
        Field field =
            new Field(name(group.lights, best, names), Target.camera(best), Target.reference(best));
        for (FrameRow light : group.lights) {
          Placement on = search.placed(light, field);
          if (on.isFound()) {
            placed.put(light, light.placed(on));
          } else {
            apart.add(on.outcome() == Outcome.LITTLE_IN_COMMON ? light.placed(on) : light);
          }
        }
      }
    }
    List<FrameRow> all = new ArrayList<>();
    Set<String> again = new HashSet<>();
    apart.forEach(light -> again.add(light.path() + " " + light.hdu()));
    for (FrameRow light : left) {
      if (!again.contains(light.path() + " " + light.hdu())) {
        all.add(placed.getOrDefault(light, light));
      }
    }
    if (!apart.isEmpty()) {
      all.addAll(furtherFields(apart, names));
    }
    return all;
  }

  /**
   * Returns the name of a field: the one that it has if its table was written and this is tried
   * again, or that its lights had before their reference was gone, or a new one.
   */
  private String name(List<FrameRow> lights, FrameRow best, Names names) throws IOException {
    for (Field field : names.before.fields()) {
      if (Target.is(best, field.reference())) {
        return field.name();
      }
    }
    for (Field field : names.before.fields()) {
      if (field.camera().equals(Target.camera(best))
          && lights.stream().anyMatch(light -> field.name().equals(names.before.fieldOf(light)))
          && !isThere(field.reference())
          && names.used.add(field.name())) {
        return field.name();
      }
    }
    return freeName(names.all);
  }

  /** Returns lights by their place, the one of the last light first. */
  private List<Group> groups(List<FrameRow> lights) throws IOException {
    List<Group> groups = new ArrayList<>();
    for (FrameRow light : lights) {
      Group of = null;
      double most = 0;
      boolean isSky = isNear(light);
      for (int i = 0; most < FieldSearch.MOST && i < Math.min(SEARCHED, groups.size()); i++) {
        Group group = groups.get(i);
        Placement on = search.placed(light, new Field("", "", group.first));
        if (on.outcome() == Outcome.LITTLE_IN_COMMON) {
          group.isSky = true;
          isSky = true;
        } else if (FieldSearch.common(light, on) > most) {
          of = group;
          most = FieldSearch.common(light, on);
        }
      }
      if (of == null) {
        of = new Group(light);
      } else {
        groups.remove(of);
        of.lights.add(light);
      }
      of.isSky |= isSky;
      groups.add(0, of);
    }
    return groups;
  }
}
