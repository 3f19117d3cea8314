package org.nightbeam.report;

import java.util.Map;

/**
 * A section of the page of a night. A new one is a class with a constructor of {@link PageFacts},
 * and a line in {@link NightPage#SECTIONS}. One that has nothing to show is left out, also of the
 * links on top of the page.
 */
abstract class Section {
  private final String id;
  private final String name;

  /**
   * @param id anchor of the section
   * @param name text of the link to it
   */
  Section(String id, String name) {
    this.id = id;
    this.name = name;
  }

  /** Returns the anchor of the section. */
  final String id() {
    return id;
  }

  /** Returns the text of the link to the section. */
  final String name() {
    return name;
  }

  /** Returns whether there is anything to show. */
  abstract boolean isPresent();

  /** Writes the section. */
  abstract void write(Html html);

  /** Adds what the script of the page needs to know for this section. */
  void addData(Map<String, Object> data) {
    // Most sections are complete without the script.
  }

  /** Begins the section with the name as its title. */
  final void begin(Html html, String lead) {
    begin(html, name, lead);
  }

  /** Begins the section. */
  final void begin(Html html, String title, String lead) {
    Blocks.section(html, id, title, lead);
  }
}
