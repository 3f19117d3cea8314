package org.nightbeam.header.dialect;

import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** A YAML file of the user's, read so that each mistake is named with its line. */
public record YamlFile(String name) {
  private static final int LONGEST = 1_000_000;

  /**
   * Returns the whole document; null if there is nothing but comments.
   *
   * @throws HeaderRulesException if it is no YAML
   */
  public Node root(String yaml) {
    if (yaml.length() > LONGEST) { // of megabytes, the library takes a minute
      throw new HeaderRulesException(
          String.format(
              Locale.ROOT,
              "%s: has %,d characters, expected at most %,d",
              name,
              yaml.length(),
              LONGEST));
    }
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    try {
      return new Yaml(strict).compose(new StringReader(yaml));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine();
      throw noYaml(line + 1, e.getProblem());
    } catch (ReaderException e) {
      String before = yaml.substring(0, yaml.indexOf(e.getCodePoint()));
      throw noYaml(
          1 + (int) before.chars().filter(c -> c == '\n').count(),
          String.format("a control character (U+%04X); remove it", e.getCodePoint()));
    } catch (YAMLException e) { // too deep or too long: of no line
      throw new HeaderRulesException(name + ": no YAML: " + e.getMessage());
    } catch (IllegalArgumentException e) { // the library lets these out, and does not say where
      throw new HeaderRulesException(
          name
              + ": no YAML: an escape such as \\x between double quotes, or a tag that begins with !,"
              + " is wrong ("
              + e.getMessage()
              + "); use single quotes");
    }
  }

  private HeaderRulesException noYaml(int line, String problem) {
    return new HeaderRulesException(String.format("%s, line %d: no YAML: %s", name, line, problem));
  }

  /** Returns the entries of a map. */
  public List<NodeTuple> entries(Node node) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue();
    }
    throw wrong(node, "expected lines such as NAME: ...");
  }

  /** Returns the elements of a list. */
  public List<Node> elements(Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw wrong(node, "expected a list, such as [A, B]");
  }

  /** Returns a word or a number as it stands there. */
  public String text(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().trim();
    }
    throw wrong(node, "expected a word");
  }

  /** Returns a number. */
  public double number(Node node) {
    try {
      return Double.parseDouble(text(node));
    } catch (NumberFormatException none) {
      throw wrong(node, text(node) + "; expected a number");
    }
  }

  /** Returns what is wrong with a part of the file, with its line. */
  public HeaderRulesException wrong(Node node, String reason) {
    return new HeaderRulesException(String.format("%s, line %d: %s", name, line(node), reason));
  }

  /** Returns the line in which a part of the file begins. */
  public static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
