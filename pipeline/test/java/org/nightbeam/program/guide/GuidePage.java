package org.nightbeam.program.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the guide, by its blocks of code. A comment of HTML before a block says what it is:
 *
 * <ul>
 *   <li>nothing, before a block of {@code sh}: commands, which end with status 0
 *   <li>{@code exit 3}: commands that end with this status
 *   <li>{@code output}: what the command before it prints; … stands for anything
 *   <li>{@code prepare COMMAND}: a command of the shell that is run, and not shown; no block is
 *       needed
 *   <li>{@code file NAME}: the content of a file
 *   <li>{@code frames FOLDER KEYWORD=BIAS,DARK,FLAT,LIGHT ...}: the cards of a camera, by which
 *       frames are made, see {@link GuideFrames}
 * </ul>
 *
 * @param name of its file
 * @param text all of it
 * @param blocks in order
 */
record GuidePage(String name, String text, List<Block> blocks) {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Path GUIDE = Path.of("guide").toAbsolutePath();
  private static final Pattern COMMENT = Pattern.compile("<!-- (.+) -->");
  private static final String INDENT = "    ";

  /**
   * A block of code.
   *
   * @param line of its first line in the page
   * @param marker what the comment before it says; empty for none
   * @param language empty for none
   */
  record Block(int line, String marker, String language, List<String> lines) {
    boolean isMarked(String word) {
      return marker.equals(word) || marker.startsWith(word + " ");
    }
  }

  @Override
  public String toString() {
    return name;
  }

  /** The pages of the guide, and the file README.md of the project. */
  static List<GuidePage> all() throws IOException {
    List<GuidePage> pages = new ArrayList<>();
    pages.add(read(PROJECT.resolve("README.md"), "README.md"));
    try (var files = Files.list(GUIDE)) {
      for (Path file : files.sorted().toList()) {
        pages.add(read(file, "guide/" + file.getFileName()));
      }
    }
    return pages;
  }

  static GuidePage read(String name) throws IOException {
    return read(GUIDE.resolve(name), "guide/" + name);
  }

  /** Where a link of the page leads to. */
  Path linked(String target) {
    return (name.startsWith("guide/") ? GUIDE : PROJECT).resolve(target).normalize();
  }

  static void write(String name, String text) throws IOException {
    Files.writeString(GUIDE.resolve(name), text);
  }

  private static GuidePage read(Path file, String name) throws IOException {
    String text = Files.readString(file);
    List<Block> blocks = new ArrayList<>();
    List<String> lines = text.lines().toList();
    String marker = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher comment = COMMENT.matcher(line);
      int from = i + 1;
      List<String> block = new ArrayList<>();
      if (line.startsWith("```")) {
        for (i++; !lines.get(i).startsWith("```"); i++) {
          block.add(lines.get(i));
        }
        blocks.add(new Block(from + 1, marker, line.substring(3), block));
        marker = "";
      } else if (line.startsWith(INDENT)) {
        for (; i < lines.size() && lines.get(i).startsWith(INDENT); i++) {
          block.add(lines.get(i).substring(INDENT.length()));
        }
        boolean commands = block.stream().anyMatch(word -> word.startsWith("./nightbeam"));
        blocks.add(new Block(from, marker, commands ? "sh" : "", block));
        marker = "";
      } else if (comment.matches()) {
        marker = comment.group(1);
        if (marker.startsWith("prepare ")) {
          blocks.add(new Block(from, marker, "", List.of()));
          marker = "";
        }
      }
    }
    return new GuidePage(name, text, blocks);
  }
}
