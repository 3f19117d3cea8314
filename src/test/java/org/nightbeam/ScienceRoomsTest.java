package org.nightbeam;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packages of the science, and which may use which. */
class ScienceRoomsTest {
  /** A room may use those that stand before it, and no other: so there is no circle. */
  private static final List<String> ROOMS =
      List.of(
          "reason",
          "storage",
          "time",
          "combine",
          "statistics",
          "fits",
          "fits.checksum",
          "fits.deflate",
          "fits.product",
          "signal",
          "frame",
          "pixels",
          "header.dialect",
          "header",
          "background",
          "sources",
          "photometry",
          "registration",
          "grading",
          "resample",
          "quality",
          "quality.noise",
          "table",
          "plan",
          "preview",
          "master.store",
          "master",
          "correction",
          "catalogue",
          "fields",
          "colour",
          "badpixels",
          "fringes",
          "cosmicrays",
          "calibrate",
          "rerun",
          "stack",
          "lightcurve",
          "synthetic");

  private final JavaClasses classes = new ClassFileImporter().importPath(Path.of("target/classes"));

  @Test
  void aRoomUsesOnlyThoseBeforeIt() {
    LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String room : ROOMS) {
      rooms = rooms.layer(room).definedBy("org.nightbeam." + room);
    }
    for (String room : ROOMS) {
      String[] before = ROOMS.subList(0, ROOMS.indexOf(room)).toArray(String[]::new);
      rooms =
          before.length == 0
              ? rooms.whereLayer(room).mayNotAccessAnyLayer()
              : rooms.whereLayer(room).mayOnlyAccessLayers(before);
    }
    rooms.ensureAllClassesAreContainedInArchitecture().check(classes);
  }

  @Test
  void theScienceKnowsNoBeam() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.beam..").check(classes);
  }
}
