package org.nightbeam.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;
import nom.tam.fits.Header;
import org.nightbeam.table.FrameTable;

/** Runs the program as a user does, and reads what it left. */
public record Program(int status, String out, String err) {

  public static Program run(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int status =
        Nightbeam.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            words);
    return new Program(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Returns the exit status of a run whose output goes elsewhere. */
  public static int status(PrintStream out, PrintStream err, String... arguments) {
    return Nightbeam.run(out, err, arguments);
  }

  /** Calibrates, with a scratch folder beside the output. */
  public static Program calibrate(Path input, Path output, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.add("--input=" + input);
    arguments.add("--output=" + output);
    arguments.add("--scratch=" + output.resolveSibling("scratch"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray());
  }

  /** The rows of a run's table, by path. */
  public static Map<String, Map<String, String>> table(Path output) throws IOException {
    try (var in = Files.newBufferedReader(output.resolve("frames.csv"))) {
      Map<String, Map<String, String>> rows = new LinkedHashMap<>();
      for (Map<String, String> row : FrameTable.read(in)) {
        String key = row.get("path") + (row.get("hdu").matches("|0") ? "" : "#" + row.get("hdu"));
        if (rows.put(key, row) != null) {
          throw new AssertionError("two rows for " + key);
        }
      }
      return rows;
    }
  }

  /** Physical values of the first image of a file, by nom-tam-fits. */
  public static double[][] pixels(Path file) throws IOException {
    try (Fits fits = new Fits(file.toFile())) {
      BasicHDU<?> hdu = fits.getHDU(0);
      double zero = hdu.getHeader().getDoubleValue("BZERO", 0);
      double scale = hdu.getHeader().getDoubleValue("BSCALE", 1);
      Object stored = hdu.getKernel();
      double[][] values =
          (double[][]) nom.tam.util.ArrayFuncs.convertArray(stored, double.class, false);
      for (double[] row : values) {
        for (int x = 0; x < row.length; x++) {
          row[x] = zero + scale * row[x];
        }
      }
      return values;
    } catch (FitsException e) {
      throw new IOException(file.toString(), e);
    }
  }

  /** The header of the first HDU, by nom-tam-fits. */
  public static Header header(Path file) throws IOException {
    try (Fits fits = new Fits(file.toFile())) {
      return fits.getHDU(0).getHeader();
    } catch (FitsException e) {
      throw new IOException(file.toString(), e);
    }
  }

  /** The lines of HISTORY of the first HDU, joined. */
  public static String history(Path file) throws IOException {
    StringBuilder history = new StringBuilder();
    for (var cards = header(file).iterator(); cards.hasNext(); ) {
      var card = cards.next();
      if (card.getKey().equals("HISTORY")) {
        history.append(String.format("%-72s", card.getComment()));
      }
    }
    return history.toString();
  }

  /** The files below a folder, by their paths in it. */
  public static Map<String, Path> files(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (var all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(folder.relativize(file).toString(), file));
    }
    return files;
  }
}
