package org.nightbeam.fields;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.nightbeam.catalogue.Catalogue;
import org.nightbeam.catalogue.CataloguePath;
import org.nightbeam.catalogue.CatalogueReader;
import org.nightbeam.fits.UnreadableFileException;
import org.nightbeam.registration.FieldReference;
import org.nightbeam.registration.Registrar;
import org.nightbeam.registration.StarField;
import org.nightbeam.storage.Storage;

/** The stars of lights, from the catalogues in an output. Safe for use by several threads. */
public final class CatalogueStars {
  /** References that are kept; each holds some hundred kilobytes. */
  private static final int KEPT = 64;

  private final Storage storage;
  private final String output;

  /** Those that were used last. */
  private final Map<FieldReference, Registrar> registrars =
      Collections.synchronizedMap(
          new LinkedHashMap<>(KEPT, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<FieldReference, Registrar> eldest) {
              return size() > KEPT;
            }
          });

  /**
   * A light whose stars are not known: the message says why, for the person who reads the table.
   */
  static final class UnknownStarsException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownStarsException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @param output folder of the products
   */
  public CatalogueStars(Storage storage, String output) {
    this.storage = storage;
    this.output = output;
  }

  /**
   * Returns the catalogue of a light.
   *
   * @param light path of its product, below the output
   * @param hdu of the raw frame
   * @throws IOException if storage fails, so that it should be tried again
   */
  private Catalogue catalogue(String light, int hdu) throws IOException, UnknownStarsException {
    String path = CataloguePath.of(light, hdu);
    try {
      return CatalogueReader.read(storage, output + "/" + path);
    } catch (NoSuchFileException | FileNotFoundException gone) {
      throw new UnknownStarsException(path + ": there is no such file", gone);
    } catch (UnreadableFileException damaged) {
      throw new UnknownStarsException(path + ": " + damaged.getMessage(), damaged);
    }
  }

  /** Returns whether the catalogue of a light is there, without reading it. */
  boolean isThere(FieldReference light) throws IOException {
    String uri = output + "/" + CataloguePath.of(light.light(), light.hdu());
    try (SeekableByteChannel file = storage.open(uri)) {
      return file.size() > 0; // some storage looks for a file at the first question only
    } catch (NoSuchFileException | FileNotFoundException gone) {
      return false;
    }
  }

  /** Returns the stars of a light. */
  StarField of(String light, int hdu) throws IOException, UnknownStarsException {
    Catalogue catalogue = catalogue(light, hdu);
    String colours = catalogue.header().text("NBCFA").orElse("");
    return StarField.of(
        catalogue.frame(),
        colours.toUpperCase(Locale.ROOT), // places by its first green, as grading has it
        catalogue.width(),
        catalogue.height());
  }

  /** Returns what registers lights to a reference. */
  Registrar registrar(FieldReference reference) throws IOException, UnknownStarsException {
    Registrar known = registrars.get(reference);
    if (known != null) {
      return known;
    }
    Registrar fresh = new Registrar(of(reference.light(), reference.hdu()));
    registrars.put(reference, fresh);
    return fresh;
  }
}
