package org.nightbeam.storage;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The names of the files and folders of an output, below its folder. Those that a run needs only
 * while it lasts are in a folder of its own there, whose name begins with {@link #OF_A_RUN}.
 */
public final class OutputLayout {
  /** Folder of the calibrated frames. */
  public static final String CALIBRATED = "calibrated";

  /** Folder of the masters. */
  public static final String MASTERS = "masters";

  /** Folder of the catalogues of sources. */
  public static final String SOURCES = "sources";

  /** Folder of the tables of how lights lie on each other, one a target. */
  public static final String REGISTRATION = "registration";

  /** Folder of the stacks. */
  public static final String STACKS = "stacks";

  /** Folder of pictures in colour. */
  public static final String COLOUR = "colour";

  /** Folder of the light curves. */
  public static final String LIGHT_CURVES = "lightcurves";

  /** Table of all stars of which there are light curves. */
  public static final String STARS = LIGHT_CURVES + "/stars.fits";

  /** List of all light curves. */
  public static final String CURVES = LIGHT_CURVES + "/curves.json";

  /** Folder of what lights measured, so that they need not be measured again. */
  public static final String MEASURED = LIGHT_CURVES + "/measured";

  /** Folders of products, which are never read as input. */
  public static final List<String> PRODUCTS =
      List.of(CALIBRATED, MASTERS, SOURCES, STACKS, COLOUR, LIGHT_CURVES);

  /** Table of frames. */
  public static final String TABLE = "frames.csv";

  /** Rows of earlier runs that belong into the table of the run that lasts. */
  public static final String EARLIER_ROWS = ".nightbeam-earlier-rows.csv";

  /** Folder of tables of single nights, where the output holds several. */
  public static final String NIGHTS = "nights";

  /** Ending of the tables in it. */
  public static final String NIGHT_TABLE = ".csv";

  /** Paths of the calibrated lights that are not odd, one per line. */
  public static final String GOOD = "good.txt";

  /** Options, versions, counts and times of the last run. */
  public static final String RUN = "run.json";

  /** First page of the report. */
  public static final String REPORT = "report.html";

  /** Folder of the other pages of the report, one per night. */
  public static final String PAGES = "report";

  /** Folder of small pictures and statistics of the products. */
  public static final String PREVIEWS = "previews";

  /** Statistics of the masters of this run and of earlier ones. */
  public static final String MASTER_HISTORY = PREVIEWS + "/masters.json";

  /** Journal of what was made from what, so that it need not be made again. */
  public static final String JOURNAL = ".nightbeam-journal";

  /** Lock that a run holds. */
  public static final String LOCK = ".nightbeam-lock";

  /** Start of the names of the folders of runs. */
  public static final String OF_A_RUN = ".nightbeam-";

  /** All folders of an output. */
  public static final List<String> FOLDERS =
      List.of(
          CALIBRATED,
          MASTERS,
          SOURCES,
          REGISTRATION,
          STACKS,
          COLOUR,
          LIGHT_CURVES,
          NIGHTS,
          PAGES,
          PREVIEWS);

  /** The files of an output that are in none of its folders. */
  public static final List<String> FILES =
      List.of(TABLE, EARLIER_ROWS, GOOD, RUN, REPORT, JOURNAL, LOCK);

  private static final Pattern PRODUCT = Pattern.compile("\\.fits(\\.[fg]z)?$");

  private OutputLayout() {}

  /**
   * Returns the path of a file that is made of a calibrated frame, below the output; one product
   * may hold several frames.
   *
   * @param folder of such files
   * @param product path of the calibrated frame, such as {@code calibrated/field_001.fits},
   *     compressed or not
   * @param hdu of the raw frame
   * @param ending of the file
   * @return such as {@code sources/field_001.cat.fits}
   */
  public static String beside(String folder, String product, int hdu, String ending) {
    String products = CALIBRATED + "/";
    String name = product.startsWith(products) ? product.substring(products.length()) : product;
    String stem = PRODUCT.matcher(name).replaceFirst("");
    return folder + "/" + stem + (hdu == 0 ? "" : "-hdu" + hdu) + ending;
  }

  /** Returns the place of a file or folder. */
  public static String in(String output, String name) {
    return output + "/" + name;
  }
}
